import { z } from 'zod';
import { toHex } from '../../crypto/hex.ts';
import { sha256Hex } from '../../crypto/sha256.ts';
import { contextBytes, groupTerms, type MaskingContext, maskingContextSchema } from '../group-terms.ts';
import { maskStream } from '../mask-stream.ts';
import { memberSchema, readMessage, someBytes, writeMessage } from '../message.ts';
import { accumulate, pack } from '../ring.ts';
import { isSigned, openSeal, type Seal, sealSchema } from './seal.ts';

/** What an aggregator asks of a helper: the sums of the masks of these groups. */
const openRequestSchema = z.strictObject({
  context: maskingContextSchema,
  groups: z.array(z.array(sealSchema).min(1).max(255)).min(1).max(10_000),
});

/** Why a helper would not open a group, told so that an honest aggregator knows what to do. */
const refusalSchema = z.strictObject({
  is: z.literal('refused'),
  why: z.string(),
  /** Members whose seals are at fault, where some are. */
  culprits: z.array(memberSchema),
});

export const openReplySchema = z.discriminatedUnion('is', [
  /** Packed sums of masks, one a group. */
  z.strictObject({ is: z.literal('sums'), sums: z.array(someBytes) }),
  refusalSchema,
]);
export type OpenReply = z.infer<typeof openReplySchema>;

/** What a helper holds. */
export interface HelperPorts {
  /** Private X25519 key that seals are made for. */
  readonly key: CryptoKey;
  /** Smallest group that this helper opens, whatever an aggregator and its clients agreed on. */
  readonly smallestGroup: number;
  /**
   * Remembers that each seal was opened in this group, for good, in one step; false, and nothing remembered, when one of
   * them was opened in another group before.
   */
  claim(seals: readonly string[], group: string): Promise<boolean>;
}

/**
 * Answers an aggregator: opens the secrets of whole groups and gives the sum of their masks. It refuses groups that are
 * too small or overlap, two seals of one member, seals that were opened in another group before, and any that is of
 * another round, model or size; all of it before anything is opened for good. The same question again gets the same answer.
 * @param bytes an open request @returns an open reply; nothing is thrown on any input
 */
export async function openGroups(bytes: Uint8Array, ports: HelperPorts): Promise<Uint8Array> {
  const request = readMessage(bytes, openRequestSchema);
  return writeMessage(
    request === null ? refused('the request is not of the published schema') : await opened(request, ports),
  );
}

async function opened(
  { context, groups }: z.infer<typeof openRequestSchema>,
  ports: HelperPorts,
): Promise<OpenReply> {
  const smallest = Math.max(ports.smallestGroup, context.groupSize);
  for (const group of groups) {
    if (group.length < smallest)
      return refused(`a group of ${group.length}; at least ${smallest} are needed`);
  }
  const members = groups.flat().map(({ publicKey }) => toHex(publicKey));
  if (new Set(members).size < members.length) return refused('groups overlap, or a member is in one twice');
  const secrets: Uint8Array[][] = [];
  const culprits: string[] = [];
  for (const group of groups) {
    const found: Uint8Array[] = [];
    for (const seal of group) {
      const secret = (await isSigned(seal, context)) ? await openSeal(seal, context, ports.key) : null;
      if (secret === null) culprits.push(toHex(seal.publicKey));
      else found.push(secret);
    }
    secrets.push(found);
  }
  if (culprits.length > 0) return refused('seals that are of another round, or damaged', culprits);
  const sums: Uint8Array[] = [];
  for (const [i, group] of groups.entries()) {
    const names = group.map(nameOf).sort();
    if (!(await ports.claim(names, sha256Hex(new TextEncoder().encode(names.join())))))
      return refused('a seal of this group was opened in another one');
    sums.push(await sumOfMasks(secrets[i]!, context));
  }
  return { is: 'sums', sums };
}

async function sumOfMasks(secrets: readonly Uint8Array[], context: MaskingContext): Promise<Uint8Array> {
  const { ring } = groupTerms(context);
  const sum = new Uint32Array(ring.length);
  for (const secret of secrets) accumulate(sum, await helperMask(secret, context), ring);
  return pack(sum, ring);
}

/** The mask that grows from a member's secret for the helper. */
export function helperMask(secret: Uint8Array, context: MaskingContext): Promise<Uint32Array> {
  return maskStream(secret, contextBytes(context, 'mask of a helper'), groupTerms(context).ring);
}

/** What a seal is remembered by. Its nonce alone could be taken by another member, so as to burn it. */
function nameOf({ publicKey, nonce }: Seal): string {
  return `${toHex(publicKey)}${toHex(nonce)}`;
}

function refused(why: string, culprits: string[] = []): OpenReply {
  return { is: 'refused', why, culprits };
}
