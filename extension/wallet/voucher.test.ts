import { Signature, Wallet } from 'ethers';
import { describe, expect, it } from 'vitest';
import { claimDomain, claimTypes, type Voucher, voucherSchema } from '../../shared/protocol/voucher.ts';
import { type VoucherExpectation, verifyVoucher } from './voucher.ts';

const SIGNER = new Wallet(`0x${'11'.repeat(32)}`);
const ANVIL = new Wallet('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');
const CONTRACT = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const ACCOUNT = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const NOW = 1_800_000_000;

const expected: VoucherExpectation = {
  chain: chain(10),
  account: ACCOUNT,
  now: NOW,
  currentEpoch: 8,
  previous: null,
};

function chain(chainId: number): VoucherExpectation['chain'] {
  return { chainId, rewards: voucherSchema.shape.contract.parse(CONTRACT) };
}

async function voucher(
  change: Partial<Record<keyof Voucher, unknown>> = {},
  signer = SIGNER,
): Promise<Voucher> {
  const unsigned = {
    chainId: 10,
    contract: CONTRACT,
    account: ACCOUNT,
    cumulative: '1250000000000000000',
    epoch: 7,
    deadline: NOW + 180 * 86_400,
    signer: signer.address,
    ...change,
  };
  const { account, cumulative, epoch, deadline } = unsigned;
  const domain = claimDomain(Number(unsigned.chainId), String(unsigned.contract));
  const signature = await signer.signTypedData(domain, claimTypes, { account, cumulative, epoch, deadline });
  return voucherSchema.parse({ ...unsigned, signature, ...('signature' in change ? change : {}) });
}

describe('a voucher', () => {
  it('that is right passes', async () => {
    expect(verifyVoucher(await voucher(), expected)).toEqual({ ok: true });
  });

  it('passes at its very deadline, as the contract lets it', async () => {
    expect(verifyVoucher(await voucher({ deadline: NOW }), expected)).toEqual({ ok: true });
  });

  it.each([
    ['chain', { chainId: 11 }],
    ['contract', { contract: '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512' }],
    ['account', { account: SIGNER.address }],
    ['amount', { cumulative: '0' }],
    ['expired', { deadline: NOW - 1 }],
    ['epoch', { epoch: 8 }],
  ] as const)('with the wrong %s is refused in words', async (problem, change) => {
    const verdict = verifyVoucher(await voucher(change), expected);
    expect(verdict).toMatchObject({ ok: false, problem });
    expect(verdict.ok ? '' : verdict.why).toMatch(/\.$/);
  });

  it('beyond what 256 bits hold is refused before anything is computed with it', async () => {
    const huge = voucherSchema.parse({ ...(await voucher()), cumulative: (2n ** 256n).toString() });
    expect(verifyVoucher(huge, expected)).toMatchObject({ ok: false, problem: 'amount' });
  });

  it('whose total fell is refused, and one whose total stayed is not', async () => {
    const given = await voucher();
    expect(verifyVoucher(given, { ...expected, previous: `${BigInt(given.cumulative) + 1n}` })).toMatchObject(
      {
        problem: 'shrunk',
      },
    );
    expect(verifyVoucher(given, { ...expected, previous: given.cumulative })).toEqual({ ok: true });
  });

  it.each(['cumulative', 'epoch', 'deadline'] as const)(
    'with its %s changed after signing is refused',
    async (field) => {
      const given = await voucher();
      const changed = field === 'cumulative' ? `${given.cumulative}0` : given[field] - 1;
      const forged = voucherSchema.parse({ ...given, [field]: changed });
      expect(verifyVoucher(forged, expected)).toMatchObject({ ok: false, problem: 'signature' });
    },
  );

  it('naming a signer who did not sign it is refused', async () => {
    const other = new Wallet(`0x${'22'.repeat(32)}`);
    expect(verifyVoucher(await voucher({ signer: other.address }), expected)).toMatchObject({
      problem: 'signature',
    });
  });

  it('with a malleable, a compact or a torn signature is refused', async () => {
    const given = await voucher();
    const signature = Signature.from(given.signature);
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const high = (order - BigInt(signature.s)).toString(16).padStart(64, '0');
    const malleable = `${signature.r}${high}${signature.v === 27 ? '1c' : '1b'}`;
    for (const bytes of [malleable, signature.compactSerialized, given.signature.slice(0, -2), '0x00']) {
      const forged = voucherSchema.parse({ ...given, signature: bytes });
      expect(verifyVoucher(forged, expected), bytes).toMatchObject({ ok: false, problem: 'signature' });
    }
  });

  it('signed with a local chain’s published key is refused everywhere but on a local chain', async () => {
    expect(verifyVoucher(await voucher({}, ANVIL), expected)).toMatchObject({
      problem: 'development-signer',
    });
    const local = await voucher({ chainId: 31337 }, ANVIL);
    expect(verifyVoucher(local, { ...expected, chain: chain(31337) })).toEqual({ ok: true });
  });

  it('is not held against an epoch when the chain could not be asked', async () => {
    expect(verifyVoucher(await voucher({ epoch: 99 }), { ...expected, currentEpoch: null })).toEqual({
      ok: true,
    });
  });
});
