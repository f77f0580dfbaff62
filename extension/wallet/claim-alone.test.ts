import { Wallet } from 'ethers';
import { describe, expect, it } from 'vitest';
import { exitProofSchema } from '../../shared/protocol/exit-proof.ts';
import { voucherSchema } from '../../shared/protocol/voucher.ts';
import type { ChainAnswer, SentClaim } from './chain.ts';
import { claimAlone } from './claim-alone.ts';
import type { Claimable } from './claim-call.ts';

const account = `0x${'11'.repeat(20)}`;
const contract = `0x${'22'.repeat(20)}`;
const wallet = new Wallet(`0x${'55'.repeat(32)}`);
const voucher = (cumulative: string): Claimable => ({
  by: 'voucher',
  voucher: voucherSchema.parse({
    chainId: 1,
    contract,
    account,
    cumulative,
    epoch: 3,
    deadline: 9,
    signer: account,
    signature: '0xab',
  }),
});
const proof = (cumulative: string): Claimable => ({
  by: 'proof',
  proof: exitProofSchema.parse({
    chainId: 1,
    contract,
    account,
    cumulative,
    epoch: 3,
    root: `0x${'33'.repeat(32)}`,
    salt: `0x${'44'.repeat(32)}`,
    proof: [],
  }),
});
const paid: SentClaim = { is: 'paid', tx: '0x1', block: 8, amount: 5n };

/** A chain that answers by what is claimed with, and notes the order. */
function chainSaying(says: Partial<Record<Claimable['by'], SentClaim>>) {
  const asked: Claimable['by'][] = [];
  return {
    asked,
    sendClaim: async ({ by }: Claimable): Promise<ChainAnswer<SentClaim>> => {
      asked.push(by);
      return { ok: true, value: says[by] ?? { is: 'refused', revert: { revert: 'unknown' } } };
    },
  };
}

describe('claiming without the server', () => {
  it('sends the larger total first, and nothing after one was paid', async () => {
    const chain = chainSaying({ voucher: paid, proof: paid });
    expect(await claimAlone(chain, [voucher('5'), proof('7')], wallet)).toEqual(paid);
    expect(chain.asked).toEqual(['proof']);
  });

  it('turns to the proof when the voucher’s signer was dropped', async () => {
    const chain = chainSaying({ voucher: { is: 'refused', revert: { revert: 'NotASigner' } }, proof: paid });
    expect(await claimAlone(chain, [voucher('7'), proof('5')], wallet)).toEqual(paid);
    expect(chain.asked).toEqual(['voucher', 'proof']);
  });

  it('says what stands in the way of more, and that all was paid only if it was', async () => {
    const nothing: SentClaim = { is: 'refused', revert: { revert: 'NothingToClaim', already: 9n } };
    const early: SentClaim = { is: 'refused', revert: { revert: 'InvalidProof' } };
    const say = (says: Parameters<typeof chainSaying>[0]) =>
      claimAlone(chainSaying(says), [voucher('5'), proof('7')], wallet);
    expect(await say({ voucher: nothing, proof: nothing })).toEqual({ is: 'nothing' });
    expect(await say({ voucher: nothing, proof: early })).toEqual({
      is: 'failed',
      problem: 'root-not-active',
    });
    expect(await say({ proof: { is: 'no-gas' } })).toEqual({ is: 'failed', problem: 'no-gas' });
  });
});
