import type { z } from 'zod';
import type { claimStateSchema, Status, VoucherRecord } from '../storage/records.ts';
import { parseWei, unclaimed } from './amounts.ts';
import { type ClaimProblem, claimProblems } from './claim-problems.ts';
import type { ClaimRevert } from './claim-revert.ts';

export type ClaimState = z.infer<typeof claimStateSchema>;

/** What can happen to a claim. `paid` is the contract's running total for the account, wei. */
export type ClaimEvent =
  /** The voucher went to the relay, which may not name its transaction yet. */
  | { readonly is: 'submitted'; readonly tx: string | null }
  /** The chain was read; it is the only source of truth. */
  | { readonly is: 'chain-read'; readonly paid: string; readonly balance: string }
  /** The transaction is in a block. */
  | { readonly is: 'included'; readonly block: number; readonly succeeded: boolean }
  /** The contract said, or simulating showed, why it would not pay. */
  | { readonly is: 'reverted'; readonly revert: ClaimRevert }
  /** Anything else that went wrong on the way. */
  | { readonly is: 'failed'; readonly problem: ClaimProblem };

/**
 * Moves a claim on, as a pure function: the record after `event` at time `at` (ms since 1970).
 *
 * - The chain decides: once it has paid the voucher's total the claim is confirmed, whoever submitted it and whatever
 *   was believed before; `NothingToClaim(already ≥ cumulative)` says the same and is success, not failure.
 * - A confirmed claim whose total the chain has not paid (a newer voucher, another chain) is claimable again.
 * - A submitted claim that is in no block after `PATIENCE_MS` has failed; trying again cannot pay twice, because the
 *   voucher is a running total.
 */
export function advanceClaim(record: VoucherRecord, event: ClaimEvent, at: number): VoucherRecord {
  switch (event.is) {
    case 'submitted':
      return { ...record, state: { is: 'submitted', tx: event.tx, at }, at };
    case 'chain-read': {
      const read = { ...record, claimedOnChain: event.paid, balance: event.balance, at };
      return { ...read, state: afterReading(read, at) };
    }
    case 'included':
      return { ...record, state: afterInclusion(record.state, event, at), at };
    case 'reverted':
      return afterRevert(record, event.revert, at);
    case 'failed':
      return { ...record, state: failedClaim(event.problem, at), at };
  }
}

/** How long a submitted claim may stay in no block before it is called failed, ms. */
export const PATIENCE_MS = 10 * 60_000;

/** A claim that failed, with what the person reads about it. */
function failedClaim(problem: ClaimProblem, at: number): ClaimState {
  const { why, next } = claimProblems[problem];
  return { is: 'failed', why, next, at };
}

function afterReading(record: VoucherRecord, at: number): ClaimState {
  const { state } = record;
  const rest = unclaimed(record.voucher.cumulative, record.claimedOnChain);
  if (rest === 0n) {
    return state.is === 'confirmed' ? state : { is: 'confirmed', tx: txOf(state), block: null, at };
  }
  if (state.is === 'confirmed') return { is: 'claimable' };
  if (state.is === 'submitted' && at - state.at > PATIENCE_MS) return failedClaim('not-included', at);
  return state;
}

function afterInclusion(
  state: ClaimState,
  event: { block: number; succeeded: boolean },
  at: number,
): ClaimState {
  if (!event.succeeded) return failedClaim('reverted', at);
  return { is: 'confirmed', tx: txOf(state), block: event.block, at };
}

function afterRevert(record: VoucherRecord, revert: ClaimRevert, at: number): VoucherRecord {
  if (revert.revert === 'NothingToClaim') {
    const claimedOnChain = revert.already.toString();
    const paid = revert.already >= parseWei(record.voucher.cumulative);
    const state: ClaimState = paid
      ? { is: 'confirmed', tx: txOf(record.state), block: null, at }
      : failedClaim('unknown', at);
    return { ...record, claimedOnChain, state, at };
  }
  return { ...record, state: failedClaim(problemOfRevert[revert.revert], at), at };
}

function txOf(state: ClaimState): string | null {
  return state.is === 'submitted' || state.is === 'confirmed' ? state.tx : null;
}

/** What a refusal of the contract means for a claim. */
export const problemOfRevert: Record<Exclude<ClaimRevert['revert'], 'NothingToClaim'>, ClaimProblem> = {
  DailyCapReached: 'daily-cap',
  VoucherExpired: 'expired',
  NotASigner: 'signer-changed',
  EpochNotFinished: 'epoch-running',
  EnforcedPause: 'paused',
  InvalidProof: 'root-not-active',
  EmissionExceeded: 'does-not-check-out',
  BadSignature: 'does-not-check-out',
  unknown: 'unknown',
};

/** What the popup's TALE section shows, from what is stored; amounts in wei. */
export interface TaleView {
  readonly stage:
    | 'nothing'
    | 'earning'
    | 'pending'
    | 'credited'
    | 'claimable'
    | 'submitted'
    | 'confirmed'
    | 'failed';
  /** What can be claimed now (`claimable`, `submitted`, `failed`), or is credited without a voucher yet. */
  readonly amount: bigint;
  /** On the bound address, by the last look at the chain; null where it was not looked at, or has nothing to show yet. */
  readonly balance: bigint | null;
  readonly claimed: bigint;
  /** Rounds whose worth is told when their epoch closes: before that, telling would help to game it. */
  readonly pendingRounds: number;
  readonly epochEndsAt: number | null;
  readonly claim: ClaimState | null;
  /** When the figures were last true. */
  readonly at: number | null;
  readonly canClaim: boolean;
}

/**
 * Chooses the one stage a person is told first: a claim under way, then one that failed, then money to be had, then
 * money to come.
 *
 * @param record the newest voucher record of the bound address, or null.
 * @param contributing whether updates are sent at all: without that nothing is ever earned.
 */
export function taleView(
  earnings: Status<'earnings'> | null,
  record: VoucherRecord | null,
  contributing: boolean,
): TaleView {
  const claimed = record === null ? 0n : parseWei(record.claimedOnChain);
  const vouched = record === null ? 0n : unclaimed(record.voucher.cumulative, record.claimedOnChain);
  const credited = earnings === null ? 0n : unclaimed(earnings.owed, claimed);
  const pendingRounds = earnings?.pendingRounds ?? 0;
  const stage = stageOf(record?.state ?? null, vouched, credited, pendingRounds, contributing);
  return {
    stage,
    amount: stage === 'credited' ? credited : vouched,
    balance: balanceOf(record),
    claimed,
    pendingRounds,
    epochEndsAt: earnings?.epochEndsAt ?? null,
    claim: record?.state ?? null,
    at: record?.at ?? earnings?.at ?? null,
    canClaim: stage === 'claimable' || stage === 'failed' || stage === 'credited',
  };
}

/** A record that was made while the chain was away holds zeros: a balance of nothing would be told as if it were known. */
function balanceOf(record: VoucherRecord | null): bigint | null {
  if (record === null) return null;
  const { balance, claimedOnChain } = record;
  return parseWei(balance) === 0n && parseWei(claimedOnChain) === 0n ? null : parseWei(balance);
}

/** Vouchers sign totals rounded down to this; less than it cannot be claimed yet. */
const SMALLEST_CLAIM = 10n ** 16n;

function stageOf(
  state: ClaimState | null,
  vouched: bigint,
  credited: bigint,
  pendingRounds: number,
  contributing: boolean,
): TaleView['stage'] {
  if (vouched > 0n && state !== null && (state.is === 'submitted' || state.is === 'failed')) return state.is;
  if (vouched > 0n) return 'claimable';
  if (credited >= SMALLEST_CLAIM) return 'credited';
  if (pendingRounds > 0) return 'pending';
  if (state?.is === 'confirmed') return 'confirmed';
  return contributing ? 'earning' : 'nothing';
}
