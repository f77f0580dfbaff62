import { Refused } from '../../shared/protocol/errors.ts';
import type { Engine } from '../engine.ts';
import type { RewardsChain } from '../rewards/chain.ts';

/** The chain, for what cannot be answered without it. @throws Refused CHAIN_UNAVAILABLE */
export function chainOf(engine: Engine): RewardsChain {
  const chain = engine.chain();
  if (chain !== null) return chain;
  throw new Refused('CHAIN_UNAVAILABLE', 'The chain does not answer at the moment.', {
    retryAfterMs: 10_000,
  });
}
