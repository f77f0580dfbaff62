import type { ChainProblem } from '../../wallet/chain.ts';
import type { MessageKey, Words } from '../strings.ts';

/** Why the chain could not be read, and what to do, in the reader's language. */
export function chainWords(problem: ChainProblem): { why: Words; next: Words } {
  const [why, next] = keys[problem];
  return { why: { key: why }, next: { key: next } };
}

const keys: Record<ChainProblem, readonly [why: MessageKey, next: MessageKey]> = {
  'no-endpoint': ['chain_no_endpoint_why', 'chain_no_endpoint_next'],
  offline: ['claim_chain_offline_why', 'chain_offline_next'],
  'wrong-chain': ['claim_wrong_chain_why', 'claim_wrong_chain_next'],
  'reset-chain': ['claim_reset_chain_why', 'claim_reset_chain_next'],
  'no-contract': ['chain_no_contract_why', 'chain_no_contract_next'],
  nonsense: ['chain_nonsense_why', 'chain_nonsense_next'],
};
