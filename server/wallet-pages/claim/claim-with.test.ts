import { Interface } from 'ethers';
import { describe, expect, it } from 'vitest';
import { abi } from '../../../contracts/abi/TaleRewards.ts';
import { fromFragment, toFragment } from '../../../shared/protocol/fragment.ts';
import { chainInfoSchema } from '../../../shared/protocol/server-info.ts';
import { voucherSchema } from '../../../shared/protocol/voucher.ts';
import { type Answers, walletSaying } from '../wallet/test-wallet.ts';
import type { Surroundings } from '../wallet/transact.ts';
import { discoverWallets } from '../wallet/wallets.ts';
import { claimWith } from './claim-with.ts';

const contracts = new Interface(abi);
const voucher = voucherSchema.parse({
  chainId: 31337,
  contract: `0x${'22'.repeat(20)}`,
  account: `0x${'11'.repeat(20)}`,
  cumulative: '12000000000000000000',
  epoch: 3,
  deadline: 2_000_000_000,
  signer: `0x${'33'.repeat(20)}`,
  signature: `0x${'ab'.repeat(65)}`,
});
const chain = chainInfoSchema.parse({
  chainId: 31337,
  rpcUrl: 'http://127.0.0.1:8545',
  rewards: voucher.contract,
  token: voucher.contract,
  genesisHash: `0x${'ab'.repeat(32)}`,
});

const surroundings: Surroundings = { chain, tell: () => undefined, pause: async () => undefined };
const claim = (otherwise?: Answers, around = surroundings) =>
  claimWith(walletSaying(otherwise).provider, voucher, around);
const throws =
  (code: number, more: object = {}) =>
  () => {
    throw Object.assign(new Error('the wallet says no'), { code, ...more });
  };

describe('claiming with a wallet of one’s own', () => {
  it('asks for an account, rehearses, sends the very claim of the voucher, and waits for its block', async () => {
    let sent: unknown;
    const outcome = await claim({
      eth_sendTransaction: ([call]) => {
        sent = call;
        return `0x${'cd'.repeat(32)}`;
      },
    });
    expect(outcome).toEqual({ is: 'paid', tx: `0x${'cd'.repeat(32)}`, block: 16, amount: 5n * 10n ** 18n });
    expect(sent).toMatchObject({ to: voucher.contract, from: `0x${'44'.repeat(20)}` });
    const { data } = sent as { data: string };
    const [[account, cumulative], signer] = contracts.decodeFunctionData('claim', data);
    expect([account, cumulative.toString(), signer]).toEqual([
      voucher.account,
      voucher.cumulative,
      voucher.signer,
    ]);
  });

  it('sends nothing that the contract would refuse, and says why it would', async () => {
    for (const [error, args, words] of [
      ['DailyCapReached', [9n, 0n, 1_900_000_000n], 'released all it may release today'],
      ['EnforcedPause', [], 'paused'],
      ['VoucherExpired', [3n], 'expired'],
      ['NotASigner', [voucher.signer], 'signature'],
    ] as const) {
      const data = contracts.encodeErrorResult(error, args);
      for (const nested of [{ data }, { data: { data } }, { error: { data: { originalError: { data } } } }]) {
        const { asked, provider } = walletSaying({ eth_call: throws(3, nested) });
        const outcome = await claimWith(provider, voucher, surroundings);
        expect(outcome).toMatchObject({ is: 'failed', why: expect.stringContaining(words) });
        expect(asked).not.toContain('eth_sendTransaction');
      }
    }
  });

  it('takes what was paid before for a success', async () => {
    const data = contracts.encodeErrorResult('NothingToClaim', [BigInt(voucher.cumulative)]);
    expect(await claim({ eth_call: throws(3, { data }) })).toEqual({ is: 'already-paid' });
  });

  it('switches the wallet to the voucher’s chain, and tells it of one that it does not know', async () => {
    let on = '0x1';
    const added: unknown[] = [];
    const moves = {
      eth_chainId: () => on,
      wallet_switchEthereumChain: throws(4902),
      wallet_addEthereumChain: ([what]: readonly unknown[]) => {
        added.push(what);
        on = '0x7a69';
      },
    };
    expect(await claim(moves)).toMatchObject({ is: 'paid' });
    expect(added).toMatchObject([{ chainId: '0x7a69', rpcUrls: ['http://127.0.0.1:8545'] }]);
    on = '0x1';
    expect(await claim(moves, { ...surroundings, chain: null })).toMatchObject({
      is: 'failed',
      why: 'Your wallet does not know this chain.',
    });
    expect(await claim({ eth_chainId: () => '0x1', wallet_switchEthereumChain: () => null })).toMatchObject({
      is: 'failed',
      why: 'Your wallet is on another chain than 31337.',
    });
  });

  it('ends in words whatever the wallet says, and never twice in a payment', async () => {
    const why = async (otherwise: Answers) => {
      const outcome = await claim(otherwise);
      return outcome.is === 'failed' ? outcome.why : outcome.is;
    };
    expect(await why({ eth_requestAccounts: throws(4001) })).toBe('You declined it in your wallet.');
    expect(await why({ eth_sendTransaction: throws(-32603, { data: { code: 4001 } }) })).toBe(
      'You declined it in your wallet.',
    );
    expect(
      await why({
        eth_sendTransaction: () => {
          throw { code: -32000, message: 'insufficient funds for gas * price + value' };
        },
      }),
    ).toBe('This account cannot pay the chain’s fee.');
    expect(await why({ eth_getTransactionReceipt: () => ({ status: '0x0', blockNumber: '0x1' }) })).toContain(
      'refused it',
    );
    expect(await why({ eth_getTransactionReceipt: () => null })).toBe('The transaction is in no block yet.');
    expect(await why({ eth_call: () => '0x' })).toBe('There is no rewards contract on this chain.');
    for (const nonsense of [null, 7, [], {}, 'maybe']) {
      expect(await why({ eth_requestAccounts: () => nonsense })).toContain('something else than was asked');
      expect(await why({ eth_sendTransaction: () => (nonsense === 'maybe' ? 8 : nonsense) })).toContain(
        'something else than was asked',
      );
    }
  });
});

describe('wallets on a page', () => {
  it('are told once each, with pictures that nothing is fetched for', () => {
    const page = new EventTarget();
    const found: { name: string; icon: string | null }[] = [];
    const announce = (detail: unknown): void => {
      page.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }));
    };
    const { provider } = walletSaying();
    page.addEventListener('eip6963:requestProvider', () => {
      announce({ info: { uuid: 'a', name: 'One', icon: 'data:image/svg+xml,<svg/>' }, provider });
      announce({ info: { uuid: 'a', name: 'One again', icon: '' }, provider });
    });
    discoverWallets(page, ({ name, icon }) => found.push({ name, icon }));
    announce({ info: { uuid: 'b', name: 'Two', icon: 'https://tracker.example/pixel.png' }, provider });
    for (const nonsense of [
      null,
      {},
      { info: { uuid: 'c', name: 'Three', icon: '' } },
      { info: 5, provider },
    ])
      announce(nonsense);
    expect(found).toEqual([
      { name: 'One', icon: 'data:image/svg+xml,<svg/>' },
      { name: 'Two', icon: null },
    ]);
  });
});

describe('the voucher of an address', () => {
  it('comes back as it was, and nothing else passes for one', () => {
    const fragment = toFragment(voucherSchema, voucher);
    expect(fromFragment(voucherSchema, fragment)).toEqual(voucher);
    for (const other of ['', '#', '#zz', `${fragment}00`, fragment.slice(0, -2), '#7b7d'])
      expect(fromFragment(voucherSchema, other)).toBeNull();
  });
});
