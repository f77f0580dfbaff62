import type { Logger } from 'pino';
import { z } from 'zod';
import { addressSchema } from '../../shared/protocol/ids.ts';
import { privateKeySchema } from '../config.ts';
import { listen } from '../listen.ts';
import { connectChain } from '../rewards/chain.ts';
import { openSignerStore } from '../store/signer-store.ts';
import { signerApp } from './signer-app.ts';

/** Configuration of a signer, from the environment. */
export const signerConfigSchema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8790),
  /** Where its ledger is; apart from any server's. */
  DATA_DIR: z.string().min(1).default('signer-data'),
  RPC_URL: z.url(),
  REWARDS_ADDRESS: addressSchema,
  TOKEN_ADDRESS: addressSchema,
  SIGNER_KEY: privateKeySchema,
  /** Shared with the server that may ask. */
  SIGNER_SECRET: z.string().min(32),
});

export interface RunningSigner {
  readonly url: string;
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * Starts a signer: the one process that holds the key the contract obeys, best on a machine of its own.
 * @throws when the chain does not answer, the key is no signer's, or the store or the port cannot be had
 */
export async function startSigner(
  config: z.output<typeof signerConfigSchema>,
  logger: Logger,
): Promise<RunningSigner> {
  const chain = await connectChain({
    rpcUrl: config.RPC_URL,
    rewards: config.REWARDS_ADDRESS,
    token: config.TOKEN_ADDRESS,
    signer: { is: 'key', key: config.SIGNER_KEY },
    relayerKey: config.SIGNER_KEY,
    publishRpc: false,
  });
  const store = await openSignerStore(config.DATA_DIR);
  const { currentEpoch, emittedThrough, chainTime } = chain;
  const app = signerApp({
    signer: chain.voucherSigner,
    store,
    secret: config.SIGNER_SECRET,
    currentEpoch,
    emittedThrough,
    chainTime,
  });
  const listening = await listen(app, config.HOST, config.PORT).catch(async (error: unknown) => {
    chain.close();
    await store.close();
    throw error;
  });
  const url = `http://${config.HOST}:${listening.port}`;
  logger.info({ url, address: chain.voucherSigner.address }, 'signer listens');
  return {
    url,
    address: chain.voucherSigner.address,
    async stop() {
      await listening.close();
      chain.close();
      await store.close();
    },
  };
}
