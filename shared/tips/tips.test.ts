import { Wallet } from 'ethers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressSchema } from '../protocol/ids.ts';
import type { Tip } from '../protocol/tip.ts';
import { isTipOf, tipLine, tipsIn, tipText } from './tip-line.ts';
import { writerAt } from './writer.ts';

const QUILL = 'archiveofourown.org/users/quill';
const wallet = new Wallet(`0x${'1'.repeat(64)}`);
const signed = async (writer: string, signer = wallet): Promise<Tip> => ({
  writer,
  address: addressSchema.parse(signer.address),
  signature: await signer.signMessage(tipText(writer, signer.address)),
});

describe('a writer', () => {
  it('is the account of a profile, however its address is written', () => {
    for (const [address, writer] of [
      ['https://archiveofourown.org/users/Quill/pseuds/The%20Quill', QUILL],
      ['http://www.archiveofourown.org/users/quill/profile?x=1#y', QUILL],
      ['https://www.royalroad.com/profile/77', 'royalroad.com/profile/77'],
      ['https://www.scribblehub.com/profile/88/marlowe/', 'scribblehub.com/profile/88'],
      ['https://www.webnovel.com/profile/88', 'webnovel.com/profile/88'],
      ['https://www.wattpad.com/user/Marlowe_Tide', 'wattpad.com/user/marlowe_tide'],
      ['https://m.fanfiction.net/u/88/marlowe-tide', 'fanfiction.net/u/88'],
      ['https://forums.spacebattles.com/members/Marlowe Tide.88/', 'forums.spacebattles.com/members/88'],
      ['https://www.alternatehistory.com/forum/members/tide.9/', 'alternatehistory.com/forum/members/9'],
      ['https://old.reddit.com/u/Marlowe-Tide', 'reddit.com/user/marlowe-tide'],
      ['https://medium.com/@Mara/about', 'medium.com/@mara'],
    ] as const) {
      expect(writerAt(address), address).toBe(writer);
      expect(writerAt(`https://${writer}`)).toBe(writer);
    }
  });

  it('is nobody where an address is no profile, or of a site that is not known', () => {
    for (const address of [
      'https://archiveofourown.org/works/1',
      'https://archiveofourown.org.example.net/users/quill',
      'https://example.net/users/quill',
      'https://archiveofourown.org/users/',
      'https://www.royalroad.com/profile/nightferry',
      'javascript:alert(1)',
      'quill',
      '',
    ])
      expect(writerAt(address), address).toBeNull();
  });
});

describe('the line of a writer', () => {
  it('is found wherever it stands in their words, and whatever a site makes of its spaces', async () => {
    const tip = await signed(QUILL);
    const line = tipLine(tip);
    for (const text of [
      line,
      `A lamp goes missing.\n\n${line}\nThank you!`,
      `See below. ${line}`,
      line.replaceAll(' ', '\u00a0\n '),
      line.replace('0x', '\u200b0x\u00ad').replace(':', ''),
      line.replace('PrompTale tips', 'prompTALE   TIPS'),
      `PrompTale tips are wonderful. ${line}`,
      `${line} and once more: ${line}`,
    ])
      expect(tipsIn(text, QUILL), text).toEqual([tip]);
  });

  it('is worth nothing in another writer’s words, nor with another address, nor cut short', async () => {
    const tip = await signed(QUILL);
    const line = tipLine(tip);
    expect(tipsIn(line, 'archiveofourown.org/users/quilt')).toEqual([]);
    expect(tipsIn(line, 'squidgeworld.org/users/quill')).toEqual([]);
    const other = new Wallet(`0x${'2'.repeat(64)}`);
    expect(tipsIn(line.replace(wallet.address, other.address), QUILL)).toEqual([]);
    expect(tipsIn(line.slice(0, -1), QUILL)).toEqual([]);
    expect(tipsIn(`${line}0`, QUILL)).toEqual([]);
    expect(tipsIn(tipLine({ ...tip, signature: `0x${'0'.repeat(130)}` }), QUILL)).toEqual([]);
  });

  it('stands for one address each: a writer may have two', async () => {
    const [one, two] = [await signed(QUILL), await signed(QUILL, new Wallet(`0x${'2'.repeat(64)}`))];
    expect(tipsIn(`${tipLine(one)} ${tipLine(two)}`, QUILL)).toEqual([one, two]);
  });

  it('does not count with an address that contradicts its checksum', async () => {
    const tip = await signed(QUILL);
    expect(isTipOf({ ...tip, address: addressSchema.parse(tip.address.toLowerCase()) })).toBe(true);
    const [at] = [...tip.address].flatMap((sign, index) => (/[A-F]/.test(sign) ? [index] : []));
    const wrong = [...tip.address].map((sign, index) => (index === at ? sign.toLowerCase() : sign)).join('');
    expect(isTipOf({ ...tip, address: addressSchema.parse(wrong) })).toBe(false);
  });

  it('takes no text, and no writer, for one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, writer) => {
        expect(tipsIn(`PrompTale tips: ${text}`, writer)).toEqual([]);
        expect(tipsIn(text, QUILL)).toEqual([]);
      }),
    );
  });
});
