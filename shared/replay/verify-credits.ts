import { z } from 'zod';
import { verifyCredit } from '../credits/verify-credit.ts';
import { readCanonical } from '../protocol/canonical.ts';
import { type CreditsLeaf, type CreditWindowLeaf, creditSchema } from '../protocol/credits.ts';
import type { EpochLeaf, Leaf } from '../protocol/log.ts';
import type { FetchBlob } from './open-rows.ts';

/**
 * Checks the unlinkable payout: a window has one set of keys, every credit that came back is signed by one of them and
 * came back once, no key's credits came back more often than they were given, and those given are worth no more than
 * epochs had paid.
 * @returns what is wrong, in words
 */
export async function creditProblems(leaves: readonly Leaf[], fetchBlob: FetchBlob): Promise<string[]> {
  const problems: string[] = [];
  const keys = keysOf(leaves, problems);
  const spent = new Set<string>();
  const back = new Map<string, number>();
  const given = new Map<string, number>();
  for (const leaf of leaves.filter((each): each is CreditsLeaf => each.type === 'credits')) {
    const told = (what: string): number => problems.push(`credits of epoch ${leaf.epoch}: ${what}`);
    const bytes = await fetchBlob(leaf.redeemed);
    const credits = bytes === null ? null : listSchema.safeParse(readCanonical(bytes)?.value);
    if (credits === null) told('those that came back are not there');
    else if (!credits.success) told('those that came back are no list of credits');
    for (const credit of credits?.data ?? []) {
      const kind = kindOf(credit);
      back.set(kind, (back.get(kind) ?? 0) + 1);
      if (spent.has(credit.message)) told('one came back twice');
      spent.add(credit.message);
      if (!(await verifyCredit(credit, keys.get(kind) ?? ''))) told('one is signed by no key of its window');
    }
    for (const total of leaf.totals) {
      const kind = kindOf(total);
      if (total.redeemed !== (back.get(kind) ?? 0)) told(`another number of ${kind} came back than is told`);
      if (total.redeemed > total.issued) told(`more of ${kind} came back than were given`);
      if (total.issued < (given.get(kind) ?? 0)) told(`fewer of ${kind} were given than before`);
      given.set(kind, total.issued);
    }
    if (worthOf(leaf) > paidThrough(leaves, leaf.epoch)) told('they are worth more than epochs have paid');
  }
  return problems;
}

const listSchema = z.array(creditSchema);

function kindOf({ window, denomination }: { window: number; denomination: string }): string {
  return `window ${window}, ${denomination} wei`;
}

function keysOf(leaves: readonly Leaf[], problems: string[]): Map<string, string> {
  const keys = new Map<string, string>();
  for (const leaf of leaves.filter((each): each is CreditWindowLeaf => each.type === 'credit-window')) {
    for (const { denomination, publicKey } of leaf.keys) {
      const kind = kindOf({ window: leaf.window, denomination });
      if (keys.has(kind)) problems.push(`credits: there are two keys for ${kind}`);
      keys.set(kind, publicKey);
    }
  }
  return keys;
}

function worthOf({ totals }: CreditsLeaf): bigint {
  return totals.reduce((sum, { issued, denomination }) => sum + BigInt(issued) * BigInt(denomination), 0n);
}

function paidThrough(leaves: readonly Leaf[], epoch: number): bigint {
  return leaves
    .filter((leaf): leaf is EpochLeaf => leaf.type === 'epoch' && leaf.epoch <= epoch)
    .reduce((sum, { issued }) => sum + BigInt(issued), 0n);
}
