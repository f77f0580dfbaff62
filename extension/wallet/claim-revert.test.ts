import { Interface } from 'ethers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rewardsAbi } from './abi.ts';
import { decodeClaimRevert } from './claim-revert.ts';

const contract = new Interface(rewardsAbi);

describe('a reverted claim', () => {
  it('tells how much was already paid', () => {
    const data = contract.encodeErrorResult('NothingToClaim', [42n]);
    expect(decodeClaimRevert(data)).toEqual({ revert: 'NothingToClaim', already: 42n });
  });

  it('tells when the daily cap opens again', () => {
    const data = contract.encodeErrorResult('DailyCapReached', [5n, 1n, 1_800_057_600n]);
    expect(decodeClaimRevert({ code: 'CALL_EXCEPTION', data })).toEqual({
      revert: 'DailyCapReached',
      resetsAt: 1_800_057_600,
    });
  });

  it.each([
    ['VoucherExpired', [1n]],
    ['EpochNotFinished', [1n]],
    ['NotASigner', [`0x${'11'.repeat(20)}`]],
    ['BadSignature', []],
    ['EmissionExceeded', [2n, 1n]],
    ['EnforcedPause', []],
  ] as const)('is recognised as %s, however deep the node hid it', (revert, values) => {
    const data = contract.encodeErrorResult(revert, values);
    for (const error of [
      data,
      { data },
      { error: { data } },
      { info: { error: { data } } },
      { cause: { data } },
    ]) {
      expect(decodeClaimRevert(error)).toEqual({ revert });
    }
  });

  it('of a kind nobody knows is unknown, and no revert at all is null', () => {
    expect(decodeClaimRevert('0xdeadbeef')).toEqual({ revert: 'unknown' });
    expect(decodeClaimRevert(new Error('socket hang up'))).toBeNull();
    expect(decodeClaimRevert({ data: '0x' })).toBeNull();
  });

  it('with torn data is unknown, never an exception', () => {
    const data = contract.encodeErrorResult('DailyCapReached', [5n, 1n, 9n]);
    expect(decodeClaimRevert(data.slice(0, 40))).toEqual({ revert: 'unknown' });
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const decoded = decodeClaimRevert(value);
        expect(decoded === null || typeof decoded.revert === 'string').toBe(true);
      }),
    );
  });
});
