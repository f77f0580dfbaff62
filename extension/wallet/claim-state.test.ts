import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { voucherSchema } from '../../shared/protocol/voucher.ts';
import { type VoucherRecord, voucherRecordSchema } from '../storage/records.ts';
import { claimProblems, problemBehind } from './claim-problems.ts';
import { advanceClaim, type ClaimEvent, type ClaimState, PATIENCE_MS, taleView } from './claim-state.ts';

const TALE = 10n ** 18n;
const NOON = 1_800_000_000_000;
const TX = `0x${'cd'.repeat(32)}`;

function record(state: ClaimState, claimedOnChain = 0n, cumulative = 3n * TALE): VoucherRecord {
  return voucherRecordSchema.parse({
    key: 'k',
    voucher: voucherSchema.parse({
      chainId: 31337,
      contract: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
      account: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
      cumulative: cumulative.toString(),
      epoch: 1,
      deadline: 2_000_000_000,
      signer: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
      signature: '0x00',
    }),
    state,
    claimedOnChain: claimedOnChain.toString(),
    balance: claimedOnChain.toString(),
    at: NOON,
  });
}

const claimable: ClaimState = { is: 'claimable' };
const submitted: ClaimState = { is: 'submitted', tx: TX, at: NOON };
const confirmed: ClaimState = { is: 'confirmed', tx: TX, block: 12, at: NOON };

function paid(total: bigint): ClaimEvent {
  return { is: 'chain-read', paid: total.toString(), balance: total.toString() };
}

describe('a claim on its way', () => {
  it('goes from claimable through submitted to confirmed in a block', () => {
    const sent = advanceClaim(record(claimable), { is: 'submitted', tx: TX }, NOON);
    expect(sent.state).toEqual(submitted);
    const done = advanceClaim(sent, { is: 'included', block: 12, succeeded: true }, NOON + 1);
    expect(done.state).toEqual({ is: 'confirmed', tx: TX, block: 12, at: NOON + 1 });
  });

  it('is confirmed when the chain has paid, even if somebody else submitted it', () => {
    const after = advanceClaim(record(claimable), paid(3n * TALE), NOON);
    expect(after.state).toEqual({ is: 'confirmed', tx: null, block: null, at: NOON });
    expect(after.balance).toBe((3n * TALE).toString());
  });

  it('keeps its transaction and block when the chain is read again', () => {
    expect(advanceClaim(record(confirmed), paid(3n * TALE), NOON + 5).state).toEqual(confirmed);
  });

  it('counts NothingToClaim as success when all of it was paid before', () => {
    for (const already of [3n * TALE, 9n * TALE]) {
      const event: ClaimEvent = { is: 'reverted', revert: { revert: 'NothingToClaim', already } };
      const after = advanceClaim(record(submitted), event, NOON);
      expect(after.state).toMatchObject({ is: 'confirmed', tx: TX });
      expect(after.claimedOnChain).toBe(already.toString());
    }
  });

  it('does not count NothingToClaim as success when less was paid', () => {
    const event: ClaimEvent = { is: 'reverted', revert: { revert: 'NothingToClaim', already: 1n } };
    expect(advanceClaim(record(submitted), event, NOON).state.is).toBe('failed');
  });

  it('is claimable again when the chain turns out not to have paid', () => {
    expect(advanceClaim(record(confirmed), paid(TALE), NOON).state).toEqual(claimable);
  });

  it('waits for a block, but not for ever', () => {
    expect(advanceClaim(record(submitted), paid(0n), NOON + PATIENCE_MS).state).toEqual(submitted);
    expect(advanceClaim(record(submitted), paid(0n), NOON + PATIENCE_MS + 1).state).toMatchObject({
      is: 'failed',
      why: claimProblems['not-included'].why,
    });
  });

  it('says of every revert why, and what to do', () => {
    const reverts = [
      'VoucherExpired',
      'EpochNotFinished',
      'NotASigner',
      'BadSignature',
      'EmissionExceeded',
    ] as const;
    for (const revert of [...reverts, 'EnforcedPause', 'unknown'] as const) {
      const after = advanceClaim(record(submitted), { is: 'reverted', revert: { revert } }, NOON);
      expect(after.state).toMatchObject({
        is: 'failed',
        why: expect.stringMatching(/\.$/),
        next: expect.any(String),
      });
    }
    const cap: ClaimEvent = { is: 'reverted', revert: { revert: 'DailyCapReached', resetsAt: 1 } };
    expect(advanceClaim(record(submitted), cap, NOON).state).toMatchObject({
      why: claimProblems['daily-cap'].why,
    });
  });

  it('stays a record the database accepts, whatever happens in whatever order, and never loses its voucher', () => {
    const amount = fc.bigInt({ min: 0n, max: 6n * TALE });
    const event: fc.Arbitrary<ClaimEvent> = fc.oneof(
      fc.record({ is: fc.constant('submitted' as const), tx: fc.constantFrom(TX, null) }),
      amount.map(paid),
      fc.record({ is: fc.constant('included' as const), block: fc.nat(), succeeded: fc.boolean() }),
      amount.map((already) => ({
        is: 'reverted' as const,
        revert: { revert: 'NothingToClaim' as const, already },
      })),
      fc.constant<ClaimEvent>({ is: 'failed', problem: 'chain-offline' }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        const start = record(claimable);
        const end = events.reduce((state, each, index) => advanceClaim(state, each, NOON + index), start);
        expect(voucherRecordSchema.parse(end)).toEqual(end);
        expect(end.voucher).toEqual(start.voucher);
        const settled = advanceClaim(end, paid(3n * TALE), NOON + 99);
        expect(settled.state.is).toBe('confirmed');
      }),
    );
  });
});

describe('the sentences about failed claims', () => {
  it('lead back to their problem, so that a page can translate them', () => {
    for (const [problem, { why }] of Object.entries(claimProblems)) expect(problemBehind(why)).toBe(problem);
    expect(problemBehind('Something an older version said.')).toBeNull();
  });
});

describe('what the popup says of TALE', () => {
  const earnings = (owed: bigint, pendingRounds = 0) => ({
    owed: owed.toString(),
    pendingRounds,
    epochEndsAt: pendingRounds > 0 ? NOON + 1 : null,
    isChainAway: false,
    at: NOON,
  });

  it.each([
    ['nothing', null, null, false],
    ['earning', null, null, true],
    ['pending', earnings(0n, 2), null, true],
    ['credited', earnings(TALE), null, true],
    ['claimable', earnings(3n * TALE), record(claimable), true],
    ['submitted', earnings(3n * TALE), record(submitted), true],
    ['failed', earnings(3n * TALE), record({ is: 'failed', why: 'w', next: 'n', at: NOON }), true],
    ['confirmed', earnings(3n * TALE), record(confirmed, 3n * TALE), true],
    ['pending', earnings(3n * TALE, 1), record(confirmed, 3n * TALE), true],
    ['claimable', earnings(5n * TALE), record(confirmed, 3n * TALE, 5n * TALE), true],
  ] as const)('is %s', (stage, owed, voucher, contributing) => {
    expect(taleView(owed, voucher, contributing).stage).toBe(stage);
  });

  it('offers what is left, not the running total', () => {
    const view = taleView(earnings(3n * TALE), record(claimable, TALE), true);
    expect(view).toMatchObject({ amount: 2n * TALE, balance: TALE, canClaim: true });
  });

  it('tells no balance before the chain was read, and one of nothing once it has paid', () => {
    const unread = { ...record(claimable), balance: '0' };
    expect(taleView(null, unread, true).balance).toBeNull();
    expect(taleView(null, { ...unread, claimedOnChain: TALE.toString() }, true).balance).toBe(0n);
  });

  it('offers no claim of less than a voucher can sign', () => {
    expect(taleView(earnings(10n ** 16n - 1n), null, true)).toMatchObject({
      stage: 'earning',
      canClaim: false,
    });
  });

  it('offers no second claim while one is under way', () => {
    expect(taleView(earnings(3n * TALE), record(submitted), true).canClaim).toBe(false);
  });
});
