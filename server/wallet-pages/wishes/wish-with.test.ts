import { Interface, Wallet } from 'ethers';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { abi } from '../../../contracts/abi/TaleToken.ts';
import { verifyWish } from '../../../shared/wishes/verify-wish.ts';
import { type Answers, chain, walletSaying } from '../wallet/test-wallet.ts';
import { wishWith } from './wish-with.ts';

const token = new Interface(abi);
const TALE = 10n ** 18n;
const holder = new Wallet(`0x${'1'.repeat(64)}`);
const NOW = 1_800_000_000_000;

/** A wallet of a holder with this standing; what it was asked to send is told. */
function holderWith({ votes = 0n, balance = 0n, delegate = 0n }, otherwise: Answers = {}) {
  const sent: unknown[] = [];
  const answers: Record<string, bigint> = { getVotes: votes, balanceOf: balance, delegates: delegate };
  const wallet = walletSaying({
    eth_requestAccounts: () => [holder.address.toLowerCase()],
    eth_call: ([call]) => {
      const { data } = z.object({ data: z.string() }).parse(call);
      const asked = token.parseTransaction({ data })?.name ?? '';
      return `0x${(answers[asked] ?? 0n).toString(16).padStart(64, '0')}`;
    },
    eth_sendTransaction: ([call]) => {
      sent.push(token.parseTransaction(z.object({ data: z.string() }).parse(call))?.name);
      return `0x${'cd'.repeat(32)}`;
    },
    eth_signTypedData_v4: ([account, json]) => {
      expect(account).toBe(holder.address);
      const { domain, types, message } = z
        .object({
          domain: z.record(z.string(), z.unknown()),
          types: z.record(z.string(), z.array(z.object({ name: z.string(), type: z.string() }))),
          message: z.record(z.string(), z.unknown()),
        })
        .parse(JSON.parse(String(json)));
      const { EIP712Domain, ...own } = types;
      expect(EIP712Domain?.map(({ name }) => name)).toEqual([
        'name',
        'version',
        'chainId',
        'verifyingContract',
      ]);
      return holder.signTypedData(domain, own, message);
    },
    ...otherwise,
  });
  const wish = () =>
    wishWith(
      wallet.provider,
      { parameter: 'norm', wish: 'lower' },
      { chain, tell: () => undefined, pause: async () => undefined, now: NOW },
    );
  return { ...wallet, sent, wish };
}

describe('a wish with a wallet of one’s own', () => {
  it('is signed for this token and chain, and sends nothing where the account has a voice', async () => {
    const { wish, sent } = holderWith({ votes: TALE });
    const signed = await wish();
    if (signed.is === 'failed') throw new Error(signed.why);
    expect(signed.wish).toMatchObject({
      account: holder.address,
      parameter: 'norm',
      wish: 'lower',
      at: NOW / 1000,
    });
    expect(verifyWish(signed.wish, chain.chainId, chain.token)).toBe(true);
    expect(sent).toEqual([]);
  });

  it('delegates to the account itself first where its TALE has no voice yet', async () => {
    const { wish, sent, asked } = holderWith({ balance: 5n * TALE });
    expect(await wish()).toMatchObject({ is: 'signed' });
    expect(sent).toEqual(['delegate']);
    expect(asked.indexOf('eth_sendTransaction')).toBeLessThan(asked.indexOf('eth_signTypedData_v4'));
  });

  it('asks for no signature without TALE, or where another account speaks for it', async () => {
    const poor = holderWith({ balance: TALE - 1n });
    expect(await poor.wish()).toMatchObject({
      is: 'failed',
      why: expect.stringMatching(/^This account holds/),
    });
    const delegated = holderWith({ balance: 5n * TALE, delegate: BigInt(`0x${'44'.repeat(20)}`) });
    expect(await delegated.wish()).toMatchObject({
      is: 'failed',
      why: expect.stringMatching(/delegated to 0x4444/),
    });
    for (const { asked, sent } of [poor, delegated]) {
      expect(sent).toEqual([]);
      expect(asked).not.toContain('eth_signTypedData_v4');
    }
  });

  it('ends in words whatever the wallet answers', async () => {
    for (const method of ['eth_requestAccounts', 'eth_chainId', 'eth_call', 'eth_signTypedData_v4'])
      for (const answer of [null, 7, {}, [], 'no', '0x', `0x${'00'.repeat(300)}`]) {
        const { wish } = holderWith({ votes: TALE }, { [method]: () => answer });
        expect((await wish()).is, `${method} ${JSON.stringify(answer)}`).toMatch(/failed|signed/);
      }
    const declined = holderWith(
      { votes: TALE },
      {
        eth_signTypedData_v4: () => {
          throw Object.assign(new Error('no'), { code: 4001 });
        },
      },
    );
    expect(await declined.wish()).toMatchObject({
      why: 'You declined it in your wallet.',
      next: 'Nothing was sent; your earlier wishes stand as they were.',
    });
  });
});
