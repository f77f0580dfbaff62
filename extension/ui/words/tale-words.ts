import type { AddressProblem } from '../../wallet/address.ts';
import { type ClaimProblem, problemBehind } from '../../wallet/claim-problems.ts';
import type { ClaimState } from '../../wallet/claim-state.ts';
import { t, type Words } from '../strings.ts';

/** Why a claim failed and what to do, in the reader's language where the sentence is one we know. */
export function failureWords(state: Extract<ClaimState, { is: 'failed' }>): { why: string; next: string } {
  const problem = problemBehind(state.why);
  if (problem === null) return { why: state.why, next: state.next };
  return problemWords(problem);
}

/** A problem of a claim, in the reader's language. */
export function problemWords(problem: ClaimProblem): { why: string; next: string } {
  const { why, next } = problemKeys[problem];
  return { why: t(why), next: t(next) };
}

export function addressWords(problem: AddressProblem): Words {
  return { key: `address_${problem}` };
}

type Key = Words['key'];
const problemKeys: Record<ClaimProblem, { why: Key; next: Key }> = {
  'daily-cap': { why: 'claim_daily_cap_why', next: 'claim_daily_cap_next' },
  expired: { why: 'claim_expired_why', next: 'claim_expired_next' },
  'signer-changed': { why: 'claim_signer_changed_why', next: 'claim_signer_changed_next' },
  'epoch-running': { why: 'claim_epoch_running_why', next: 'claim_epoch_running_next' },
  paused: { why: 'claim_paused_why', next: 'claim_paused_next' },
  'root-not-active': { why: 'claim_root_not_active_why', next: 'claim_root_not_active_next' },
  'no-gas': { why: 'claim_no_gas_why', next: 'claim_no_gas_next' },
  'does-not-check-out': { why: 'claim_does_not_check_out_why', next: 'claim_does_not_check_out_next' },
  reverted: { why: 'claim_reverted_why', next: 'claim_reverted_next' },
  'not-included': { why: 'claim_not_included_why', next: 'claim_not_included_next' },
  'chain-offline': { why: 'claim_chain_offline_why', next: 'claim_kept_next' },
  'wrong-chain': { why: 'claim_wrong_chain_why', next: 'claim_wrong_chain_next' },
  'reset-chain': { why: 'claim_reset_chain_why', next: 'claim_reset_chain_next' },
  'no-contract': { why: 'chain_no_contract_why', next: 'chain_no_contract_next' },
  'server-offline': { why: 'claim_server_offline_why', next: 'claim_kept_next' },
  'relay-refused': { why: 'claim_relay_refused_why', next: 'claim_kept_next' },
  unknown: { why: 'claim_unknown_why', next: 'claim_unknown_next' },
};
