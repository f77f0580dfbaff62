/**
 * `tsx contracts/tools/deploy-network.ts [--send]`: deploys $TALE to the network of RPC_URL, paid by DEPLOYER_KEY.
 *
 * Without `--send` it only checks, and prints what it would do. Everything else comes from the environment as well;
 * see `environmentSchema`. Exits 0 when done, 1 when the network refused, 2 when the configuration is wrong.
 */
import { parseArgs } from 'node:util';
import { JsonRpcProvider, Wallet } from 'ethers';
import { z } from 'zod';
import { deployTale, planDeployment } from '../deploy.ts';
import { DeploymentError, readDeployment, writeDeployment } from '../deployment.ts';
import { addressSchema, parametersFor, parametersSchema } from '../parameters.ts';

const addresses = z
  .string()
  .transform((list) =>
    list
      .split(',')
      .map((address) => address.trim())
      .filter(Boolean),
  )
  .pipe(z.array(addressSchema));

const environmentSchema = z.object({
  RPC_URL: z.url({ protocol: /^https?$/ }),
  /** Private key of an account that does nothing else meanwhile. */
  DEPLOYER_KEY: z.string().regex(/^0x[0-9a-fA-F]{64}$/, 'a private key: 0x and 64 hexadecimal digits'),
  /** The chain that is meant; the node must answer for it. */
  CHAIN_ID: z.coerce.number().int().positive(),
  PROFILE: z.enum(['production', 'laptop']).default('production'),
  TREASURY: addressSchema,
  GUARDIAN: addressSchema,
  /** The server's voucher signer. */
  SIGNER: addressSchema,
  /** Comma-separated: who may announce what the admin will do. */
  PROPOSERS: addresses,
  /** Comma-separated: who may carry it out; empty: anyone. */
  EXECUTORS: addresses.default([]),
  /** Where the record goes; default: deployments/<chain id>.json. */
  DEPLOYMENT_FILE: z.string().min(1).optional(),
});

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { send: { type: 'boolean', default: false } } });
  const environment = environmentSchema.safeParse(process.env);
  if (!environment.success) {
    console.error(`The environment is not complete:\n${z.prettifyError(environment.error)}`);
    return 2;
  }
  const env = environment.data;
  const path = env.DEPLOYMENT_FILE ?? `deployments/${env.CHAIN_ID}.json`;
  const provider = new JsonRpcProvider(env.RPC_URL, env.CHAIN_ID, { staticNetwork: true });
  try {
    if ((await readDeployment(path)) !== undefined) {
      console.error(`${path} already records a deployment. Move it away if you really mean another one.`);
      return 2;
    }
    const chainTime = (await provider.getBlock('latest'))?.timestamp;
    if (chainTime === undefined) throw new DeploymentError('wrong-chain', 'The node gives no newest block.');
    const parameters = parametersFor(
      env.PROFILE,
      {
        treasury: env.TREASURY,
        guardian: env.GUARDIAN,
        signer: env.SIGNER,
        proposers: env.PROPOSERS,
        executors: env.EXECUTORS,
      },
      chainTime,
    );
    const signer = new Wallet(env.DEPLOYER_KEY, provider);
    const { deployer, timelock, token, rewards } = await planDeployment({
      signer,
      chainId: env.CHAIN_ID,
      parameters,
    });
    console.error(`Chain ${env.CHAIN_ID}, deployer ${deployer}`);
    console.error(`timelock ${timelock}\ntoken    ${token}\nrewards  ${rewards}`);
    console.error(JSON.stringify(z.encode(parametersSchema, parameters), null, 2));
    if (!values.send) {
      console.error('Nothing was sent. Add --send to deploy.');
      return 0;
    }
    const deployment = await deployTale({
      signer,
      chainId: env.CHAIN_ID,
      parameters,
      onStep: (step) => console.error(step),
    });
    await writeDeployment(path, deployment);
    console.log(path);
    return 0;
  } catch (error) {
    console.error(error instanceof DeploymentError ? error.message : error);
    return error instanceof DeploymentError && error.code === 'wrong-parameters' ? 2 : 1;
  } finally {
    provider.destroy();
  }
}
