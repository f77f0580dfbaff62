import { Wallet } from 'ethers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Voucher, voucherSchema } from '../../shared/protocol/voucher.ts';
import { type OpenDatabase, openDatabase } from '../store/database.ts';
import { relays } from '../store/schema.ts';
import { relayClaim } from './relay.ts';
import { type TestChain, testChain } from './test-chain.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
let opened: OpenDatabase;
let chain: TestChain;
let voucher: Voucher;

beforeAll(async () => {
  opened = await openDatabase('memory://');
});
afterAll(() => opened.close());
beforeEach(() => {
  chain = testChain();
  voucher = voucherSchema.parse({
    chainId: chain.chainId,
    contract: chain.rewards,
    account: Wallet.createRandom().address,
    cumulative: '500',
    epoch: 2,
    deadline: NOW / 1000 + 1000,
    signer: chain.voucherSigner.address,
    signature: '0x00',
  });
});

const relay = (now = NOW, what = voucher) => relayClaim(opened.db, chain, what, now);

describe('relaying a claim', () => {
  it('sends it once, however often it is asked for, until it is confirmed', async () => {
    expect(await relay()).toEqual({ is: 'submitted', tx: '0x1' });
    expect(await relay(NOW + MINUTE)).toEqual({ is: 'submitted', tx: '0x1' });
    chain.receipts.set('0x1', { ok: true, block: 9 });
    expect(await relay(NOW + 10 * MINUTE)).toEqual({ is: 'confirmed', tx: '0x1', block: 9 });
    expect(chain.sent).toBe(1);
  });

  it('sends it once when it is asked for several times at the same moment', async () => {
    const answers = await Promise.all([relay(), relay(), relay()]);
    expect(answers).toEqual(Array(3).fill({ is: 'submitted', tx: '0x1' }));
    expect(chain.sent).toBe(1);
  });

  it('sends anew what was in no block for two minutes, or was mined and reverted', async () => {
    await relay();
    expect(await relay(NOW + 2 * MINUTE + 1)).toEqual({ is: 'submitted', tx: '0x2' });
    chain.receipts.set('0x2', { ok: false, block: 9 });
    expect(await relay(NOW + 2 * MINUTE + 2)).toEqual({ is: 'submitted', tx: '0x3' });
    const rows = await opened.db.select().from(relays);
    expect(rows.filter(({ account }) => account === voucher.account)).toMatchObject([{ tx: '0x3' }]);
  });

  it('counts as confirmed what the contract has paid, whoever sent it', async () => {
    chain.outcomes.push({ is: 'already-paid' });
    expect(await relay()).toEqual({ is: 'confirmed', tx: null, block: null });
    await relay();
    chain.paid.set(voucher.account, 500n);
    expect(await relay(NOW + 10 * MINUTE)).toEqual({ is: 'confirmed', tx: '0x1', block: null });
    expect(chain.sent).toBe(1);
  });

  it('keeps totals of one account apart', async () => {
    await relay();
    const larger = voucherSchema.parse({ ...voucher, cumulative: '900' });
    expect(await relay(NOW, larger)).toEqual({ is: 'submitted', tx: '0x2' });
    expect(await relay()).toEqual({ is: 'submitted', tx: '0x1' });
  });

  it('sends nothing that is for another chain or contract', async () => {
    for (const over of [{ chainId: 1 }, { contract: voucher.account }]) {
      expect(await relay(NOW, voucherSchema.parse({ ...voucher, ...over }))).toMatchObject({
        is: 'failed',
        code: 'CLAIM_REFUSED',
        next: 'Ask for a new voucher.',
      });
    }
    expect(chain.sent).toBe(0);
  });

  it.each([
    ['DailyCapReached', ['1', '0', '1800000600'], /today.*2027-01-15T08:10:00/],
    ['EnforcedPause', [], /paused.*lapses after 14 days/],
    ['VoucherExpired', ['1'], /expired.*same total/],
    ['NotASigner', ['0x'], /does not accept.*new voucher/],
    ['BadSignature', [], /does not accept.*new voucher/],
    ['EpochNotFinished', ['3'], /not finished.*few minutes/],
    ['EmissionExceeded', ['2', '1'], /emitted less.*next epoch/],
    ['SomethingNew', [], /SomethingNew.*tell the operator/],
  ])('puts the contract’s %s in words, and leaves the claim open', async (error, args, words) => {
    chain.outcomes.push({ is: 'refused', error, args });
    const answer = await relay();
    expect(answer.is === 'failed' && `${answer.why} ${answer.next}`).toMatch(words);
    expect(await relay()).toMatchObject({ is: 'submitted' });
  });

  it('leaves nothing behind when the chain does not answer', async () => {
    const relayClaimFails = { ...chain, relayClaim: () => Promise.reject(new Error('no answer')) };
    await expect(relayClaim(opened.db, relayClaimFails, voucher, NOW)).rejects.toThrow('no answer');
    expect(await relay()).toEqual({ is: 'submitted', tx: '0x1' });
  });
});
