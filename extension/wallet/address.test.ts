import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAddress, codeKind } from './address.ts';

const ALICE = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const MAINNET = { chainId: 1, contracts: [] };

/** The example addresses of EIP-55. */
const EIP_55 = [
  ALICE,
  '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
  '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
  '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
];

describe('a payout address', () => {
  it.each(EIP_55)('accepts %s with its checksum', (address) => {
    expect(checkAddress(address, MAINNET)).toEqual({ ok: true, address, checksummed: true });
  });

  it('accepts one without a checksum, adds it, and says that there was none', () => {
    expect(checkAddress(`  ${ALICE.toLowerCase()}\n`)).toEqual({
      ok: true,
      address: ALICE,
      checksummed: false,
    });
    expect(checkAddress(`0x${ALICE.slice(2).toUpperCase()}`)).toEqual({
      ok: true,
      address: ALICE,
      checksummed: false,
    });
  });

  it('refuses a letter in the wrong case', () => {
    expect(checkAddress(ALICE.replace('aA', 'Aa'))).toEqual({ ok: false, problem: 'checksum' });
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['alice.eth', 'shape'],
    [ALICE.slice(2), 'shape'],
    [`${ALICE}0`, 'shape'],
    ['XE7338O073KYGTWWZN0F2WZ0R8PX5ZPPZS', 'shape'],
    [`0x${'0'.repeat(40)}`, 'zero'],
    ['0x000000000000000000000000000000000000dEaD', 'burn'],
    [`0x${'f'.repeat(40)}`, 'burn'],
    ['0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE', 'burn'],
    ['0x0000000000000000000000000000000000000001', 'precompile'],
  ] as const)('refuses %j as %s', (text, problem) => {
    expect(checkAddress(text, MAINNET)).toEqual({ ok: false, problem });
  });

  it('refuses the contracts of the chain itself, in any case of letters', () => {
    const context = { chainId: 1, contracts: [ALICE.toLowerCase()] };
    expect(checkAddress(ALICE, context)).toEqual({ ok: false, problem: 'contract' });
  });

  it('refuses an account with a published key, except on the local chain it belongs to', () => {
    const anvil = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';
    expect(checkAddress(anvil, MAINNET)).toEqual({ ok: false, problem: 'development' });
    expect(checkAddress(anvil, { chainId: 31337, contracts: [] })).toMatchObject({ ok: true });
  });

  it('gives any text a verdict, never an exception', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(typeof checkAddress(text).ok).toBe('boolean');
      }),
    );
  });

  it('notices nearly every single wrong letter of a checksummed address', () => {
    let missed = 0;
    for (let place = 2; place < ALICE.length; place++) {
      const wrong = ALICE[place] === '7' ? '8' : '7';
      const check = checkAddress(ALICE.slice(0, place) + wrong + ALICE.slice(place + 1));
      if (check.ok) missed++;
    }
    expect(missed).toBe(0);
  });
});

describe('code at an address', () => {
  it('tells a contract from an account, also from one that delegates by EIP-7702', () => {
    expect(codeKind('0x')).toBe('account');
    expect(codeKind(`0xef0100${'ab'.repeat(20)}`)).toBe('delegated');
    expect(codeKind('0x6080604052')).toBe('contract');
  });
});
