import { getAddress, verifyMessage } from 'ethers';
import { type Address, addressSchema } from '../protocol/ids.ts';
import { type Tip, tipSchema } from '../protocol/tip.ts';
import { writerAt } from './writer.ts';

/**
 * The line by which a writer takes tips, put into a profile, a summary or a note:
 *
 *     PrompTale tips: 0x<address> 0x<signature>
 *
 * The address's key signs (EIP-191) that it is tipped for what this writer publishes. So nobody can name an address that
 * is not theirs, and a line that is copied is worth nothing in another writer's pages. That the writer agreed is shown
 * by where the line stands: in words that only the writer can publish.
 */

/** What the address's owner signs. Wallets show it, so it says what it means. */
export function tipText(writer: string, address: string): string {
  return `PrompTale tips, version 1\n\nI write at https://${writer}\nand take tips in $TALE at ${getAddress(address)}.`;
}

/** The line to publish. */
export function tipLine({ address, signature }: Omit<Tip, 'writer'>): string {
  return `PrompTale tips: ${getAddress(address)} ${signature}`;
}

/** What every line begins with, as a pattern that forgives a site's spaces. */
export const TIP_MARK = /PrompTale\s{1,10}tips/i;
/** Longest text in which one line's words are looked for, characters. */
export const LONGEST_TIP_LINE = 400;

/**
 * The tips for `writer` among the lines of a text, in order, each address once. Whatever else stands there, a line
 * signed for another writer included, is passed over.
 * @param writer as `writerAt` spells it
 */
export function tipsIn(text: string, writer: string): Tip[] {
  const found = new Map<Address, Tip>();
  for (const part of clean(text)
    .split(new RegExp(TIP_MARK, 'i'))
    .slice(1, 1 + MOST_LINES)) {
    const [, address, signature] = LINE.exec(part.slice(0, LONGEST_TIP_LINE)) ?? [];
    const parsed = tipSchema.safeParse({ writer, address, signature });
    if (parsed.success && isTipOf(parsed.data)) found.set(checksummed(parsed.data.address), parsed.data);
  }
  return [...found.values()];
}

/** Whether the address's key signed that it is tipped for this writer. */
export function isTipOf({ writer, address, signature }: Tip): boolean {
  if (writerAt(`https://${writer}`) !== writer) return false;
  try {
    return verifyMessage(tipText(writer, address), signature.toLowerCase()) === getAddress(address);
  } catch {
    // No point of the curve, or an address whose letters do not agree with its checksum (EIP-55).
    return false;
  }
}

const LINE = /^\s*:?\s*(0x[0-9a-f]{40})[\s.,;·|]*(0x[0-9a-f]{130})(?![0-9a-f])/i;
/** A page of a thousand lines is not worth a thousand signatures. */
const MOST_LINES = 20;

/** Without what sites put into long words so that they break, and with the spaces that look like others. */
function clean(text: string): string {
  return text.replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, '').replace(/\u00a0/g, ' ');
}

function checksummed(address: Address): Address {
  return addressSchema.parse(getAddress(address));
}
