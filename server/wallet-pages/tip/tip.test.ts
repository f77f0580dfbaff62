import { Interface, toUtf8String, Wallet } from 'ethers';
import { describe, expect, it } from 'vitest';
import { abi } from '../../../contracts/abi/TaleToken.ts';
import { addressSchema } from '../../../shared/protocol/ids.ts';
import { tipSchema } from '../../../shared/protocol/tip.ts';
import { isTipOf, tipLine, tipsIn } from '../../../shared/tips/tip-line.ts';
import { type Answers, chain, walletSaying } from '../wallet/test-wallet.ts';
import { signTipLine } from './sign-line.ts';
import { tipAmount, tipWith } from './tip-with.ts';

const QUILL = 'archiveofourown.org/users/quill';
const TALE = 10n ** 18n;
const token = new Interface(abi);
const quill = new Wallet(`0x${'1'.repeat(64)}`);
const tip = tipSchema.parse({
  writer: QUILL,
  address: quill.address,
  signature: `0x${'ab'.repeat(65)}`,
});
const quiet = { tell: () => undefined, pause: async () => undefined };
const give = (otherwise?: Answers, amount = 5n * TALE) =>
  tipWith(walletSaying(otherwise).provider, tip, amount, { ...quiet, chain });

describe('a tip', () => {
  it('is a transfer of the whole amount to the writer’s address, on the server’s token', async () => {
    let sent: unknown;
    const tipped = await give({
      eth_sendTransaction: ([call]) => {
        sent = call;
        return `0x${'cd'.repeat(32)}`;
      },
    });
    expect(tipped).toEqual({ is: 'tipped', tx: `0x${'cd'.repeat(32)}`, block: 16, amount: 5n * TALE });
    expect(sent).toEqual({
      from: `0x${'44'.repeat(20)}`,
      to: chain.token,
      data: token.encodeFunctionData('transfer', [quill.address, 5n * TALE]),
    });
  });

  it('is not sent where the account holds less, is the writer’s own, or is on another chain', async () => {
    const neverSent: Answers = {
      eth_sendTransaction: () => {
        throw new Error('nothing may be sent');
      },
    };
    expect(await give(neverSent, 6n * TALE)).toEqual({ is: 'too-little', holds: 5n * TALE });
    expect(
      await give({ ...neverSent, eth_requestAccounts: () => [quill.address.toLowerCase()] }),
    ).toMatchObject({ is: 'failed', why: 'This is the writer’s own account.' });
    expect(
      await give({ ...neverSent, eth_chainId: () => '0x1', wallet_switchEthereumChain: () => null }),
    ).toMatchObject({ is: 'failed', why: 'Your wallet is on another chain than 31337.' });
    expect(await give({ ...neverSent, eth_call: () => '0x' })).toMatchObject({
      is: 'failed',
      why: 'There is no TALE on this chain.',
    });
  });

  it('ends in words whatever the wallet answers', async () => {
    for (const method of ['eth_requestAccounts', 'eth_chainId', 'eth_call', 'eth_sendTransaction']) {
      for (const answer of [null, 7, {}, [], 'no', '0xzz'])
        expect((await give({ [method]: () => answer })).is, `${method} ${answer}`).toMatch(/failed|tipped/);
      const declined = await give({
        [method]: () => {
          throw Object.assign(new Error('no'), { code: 4001 });
        },
      });
      expect(declined).toMatchObject({ is: 'failed', next: 'Nothing was sent; your TALE is where it was.' });
    }
  });

  it('is an amount as people type it', () => {
    expect(tipAmount(' 5 ')).toBe(5n * TALE);
    expect(tipAmount('0,25')).toBe(TALE / 4n);
    expect(tipAmount('0.000000000000000001')).toBe(1n);
    for (const typed of ['', '0', '0.0', '-1', '1e3', '0x5', '1.2.3', 'five', '.5', '9'.repeat(20)])
      expect(tipAmount(typed), typed).toBeNull();
  });
});

describe('a writer’s line', () => {
  const signing: Answers = {
    eth_requestAccounts: () => [quill.address.toLowerCase()],
    personal_sign: ([data]) => quill.signMessage(toUtf8String(String(data))),
  };

  it('is signed by the writer’s wallet without a transaction, and read back from where it is published', async () => {
    const { asked, provider } = walletSaying(signing);
    const made = await signTipLine(provider, QUILL, quiet);
    if (made.is === 'failed') throw new Error(made.why);
    expect(isTipOf(made.tip)).toBe(true);
    expect(made.tip.address).toBe(addressSchema.parse(quill.address));
    expect(tipsIn(`About me. ${tipLine(made.tip)}`, QUILL)).toEqual([made.tip]);
    expect(asked).toEqual(['eth_requestAccounts', 'personal_sign']);
  });

  it('is none where the wallet signs with another key, signs as a contract does, or declines', async () => {
    const other = new Wallet(`0x${'2'.repeat(64)}`);
    for (const signature of [await other.signMessage('PrompTale tips'), `0x${'00'.repeat(200)}`, '0x']) {
      const { provider } = walletSaying({ ...signing, personal_sign: () => signature });
      expect(await signTipLine(provider, QUILL, quiet)).toMatchObject({ is: 'failed' });
    }
    const { provider } = walletSaying({
      personal_sign: () => {
        throw Object.assign(new Error('no'), { code: 4001 });
      },
    });
    expect(await signTipLine(provider, QUILL, quiet)).toMatchObject({
      why: 'You declined it in your wallet.',
    });
  });
});
