import { PROTOCOL_VERSION } from '../../shared/protocol/envelope.ts';
import { addressSchema } from '../../shared/protocol/ids.ts';
import { procedures } from '../../shared/protocol/procedures.ts';
import type { Engine } from '../engine.ts';
import { largestBody } from '../inspection/desk.ts';
import { procedure, t } from './context.ts';

const contract = procedures['server.info'];

/** What a client has to know of this server before anything else. */
export const serverRouter = t.router({
  info: procedure.output(contract.out).query(({ ctx: { engine } }) => ({
    protocol: PROTOCOL_VERSION,
    name: engine.config.SERVER_NAME,
    tasks: engine.tasks.map(({ task }) => task),
    chain: chainInfo(engine),
    logKey: engine.log.key,
    limits: {
      bodyBytes: largestBody(engine.tasks),
      stalenessVersions: engine.config.STALENESS,
    },
    admission: engine.admission.policy(engine.now()),
    audit: engine.config.AUDIT,
    protection: engine.tasks.map(({ task, privacy, masking }) => ({ task, privacy, masking })),
    profile: engine.config.PROFILE,
    epochSeconds: engine.chain()?.epochSeconds ?? 3600,
    now: engine.now(),
  })),
});

function chainInfo(engine: Engine) {
  const chain = engine.chain();
  if (chain === null) return null;
  return {
    chainId: chain.chainId,
    rpcUrl: engine.config.chain?.publishRpc ? engine.config.chain.rpcUrl : null,
    rewards: addressSchema.parse(chain.rewards),
    token: addressSchema.parse(chain.token),
    genesisHash: chain.genesisHash,
  };
}
