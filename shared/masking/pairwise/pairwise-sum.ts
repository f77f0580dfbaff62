import { combine } from 'shamir-secret-sharing';
import { fromHex, toHex } from '../../crypto/hex.ts';
import { sha256 } from '../../crypto/sha256.ts';
import { verifySignature } from '../../crypto/signing.ts';
import { groupTerms, type MaskingContext } from '../group-terms.ts';
import type { MaskedSum, Member, Received, ServerStep } from '../masked-sum.ts';
import { readMessage, writeMessage } from '../message.ts';
import { accumulate, unpack } from '../ring.ts';
import { agreementBy, shownOf } from './agreement.ts';
import { advertise, answer, pairMask, selfMask, signOf } from './member.ts';
import {
  advertisedSchema,
  agreedSchema,
  ENCRYPTED_LENGTH,
  keysDigest,
  type MemberKeys,
  maskedSchema,
  revealedSchema,
  SHARE_LENGTH,
  sharesSchema,
  survivorsDigest,
} from './messages.ts';

/**
 * Masked sums with one server (Bonawitz et al. 2017, against a server that cheats): members mask with secrets they share
 * two by two, and hold shares of one another's, so that a sum comes out whoever falls silent, as long as t stay.
 */
export const pairwiseSum: MaskedSum = {
  name: 'pairwise',
  phases: ['advertise', 'share', 'mask', 'agree', 'reveal'],
  accepts: (context, member, message) => isSound(context, 0, member, message, []),
  join: advertise,
  answer,
  close: async (context, received) => {
    const { threshold } = groupTerms(context);
    const group = await readGroup(context, received);
    const left = group.at(-1)?.size ?? 0;
    if (left < threshold) {
      return { is: 'void', why: `${left} members are left; ${threshold} are needed`, culprits: [] };
    }
    return next(
      context,
      received,
      group.map((members) => [...members].sort()),
    );
  },
};

/** Members of each phase whose message there, and in all phases before, is what it should be. */
async function readGroup(context: MaskingContext, received: Received): Promise<Set<Member>[]> {
  const sound: Set<Member>[] = [];
  for (const [phase, messages] of received.entries()) {
    const here = new Set<Member>();
    for (const [member, bytes] of messages) {
      if (phase > 0 && !sound[phase - 1]!.has(member)) continue;
      if (await isSound(context, phase, member, bytes, sound)) here.add(member);
    }
    sound.push(here);
  }
  return sound;
}

async function isSound(
  context: MaskingContext,
  phase: number,
  member: Member,
  bytes: Uint8Array,
  sound: readonly ReadonlySet<Member>[],
): Promise<boolean> {
  switch (phase) {
    case 0: {
      const keys = readMessage(bytes, advertisedSchema);
      return (
        keys !== null && (await verifySignature(fromHex(member), keys.signature, keysDigest(context, keys)))
      );
    }
    case 1: {
      const shares = readMessage(bytes, sharesSchema)?.shares;
      return shares?.length === ENCRYPTED_LENGTH * (sound[0]!.size - 1);
    }
    case 2: {
      const masked = readMessage(bytes, maskedSchema)?.masked;
      return masked !== undefined && unpack(masked, groupTerms(context).ring) !== null;
    }
    case 3: {
      const signature = readMessage(bytes, agreedSchema)?.signature;
      const survivors = [...sound[2]!].sort();
      return (
        signature !== undefined &&
        (await verifySignature(fromHex(member), signature, survivorsDigest(context, survivors)))
      );
    }
    default: {
      const revealed = readMessage(bytes, revealedSchema);
      const survivors = sound[2]!.size;
      return (
        revealed?.self.length === SHARE_LENGTH * survivors &&
        revealed.mask.length === SHARE_LENGTH * (sound[1]!.size - survivors)
      );
    }
  }
}

/** What members are told after the phases so far; after the last, the sum. `group` names who was sound in each. */
async function next(
  context: MaskingContext,
  received: Received,
  group: readonly Member[][],
): Promise<ServerStep> {
  const read = (phase: number, member: Member): Uint8Array =>
    received[phase]?.get(member) ?? new Uint8Array(0);
  const [advertisers = [], sharers = [], survivors = [], signers = []] = group;
  const keysOf = (member: Member): MemberKeys => ({
    member,
    ...advertisedSchema.parse(readMessage(read(0, member), advertisedSchema)),
  });
  switch (group.length) {
    case 1: {
      const roster = writeMessage({ roster: advertisers.map(keysOf) });
      return tell(advertisers, () => roster);
    }
    case 2: {
      const encrypted = (from: Member, to: Member): Uint8Array => {
        const others = advertisers.filter((member) => member !== from);
        return partOf(sharesSchema.parse(readMessage(read(1, from), sharesSchema)).shares, {
          at: others.indexOf(to),
          length: ENCRYPTED_LENGTH,
        });
      };
      return tell(sharers, (to) =>
        writeMessage({
          shares: sharers
            .filter((from) => from !== to)
            .map((from) => ({ from, encrypted: encrypted(from, to) })),
        }),
      );
    }
    case 3: {
      const list = writeMessage({ survivors });
      return tell(survivors, () => list);
    }
    case 4: {
      const signatures = signers.map((member) => ({
        member,
        signature: agreedSchema.parse(readMessage(read(3, member), agreedSchema)).signature,
      }));
      const said = writeMessage({ survivors, dropped: without(sharers, survivors), signatures });
      return tell(signers, () => said);
    }
    default:
      return unmask(context, group, { read, keysOf });
  }
}

/** Takes every mask off the sum: survivors' own ones, and what pairs with those who fell silent left over. */
async function unmask(
  context: MaskingContext,
  [, sharers = [], survivors = [], , revealers = []]: readonly Member[][],
  { read, keysOf }: { read(phase: number, member: Member): Uint8Array; keysOf(member: Member): MemberKeys },
): Promise<ServerStep> {
  const { ring, threshold } = groupTerms(context);
  const revealed = revealers.map((member) =>
    revealedSchema.parse(readMessage(read(4, member), revealedSchema)),
  );
  const sum = new Uint32Array(ring.length);
  for (const member of survivors) {
    const masked = unpack(readMessage(read(2, member), maskedSchema)?.masked ?? new Uint8Array(0), ring);
    if (masked !== null) accumulate(sum, masked, ring);
  }
  for (const [at, member] of survivors.entries()) {
    const shares = revealed.map(({ self }) => partOf(self, { at, length: SHARE_LENGTH }));
    const hash = toHex(sharesSchema.parse(readMessage(read(1, member), sharesSchema)).selfHash);
    const secret = await restore(shares, threshold, async (found) => toHex(sha256(found)) === hash);
    if (secret === null) return notRestored();
    accumulate(sum, await selfMask(secret, context, member), ring, -1);
  }
  for (const [at, member] of without(sharers, survivors).entries()) {
    const shares = revealed.map(({ mask }) => partOf(mask, { at, length: SHARE_LENGTH }));
    const shown = toHex(keysOf(member).mask);
    const secret = await restore(shares, threshold, async (found) => toHex(await shownOf(found)) === shown);
    if (secret === null) return notRestored();
    const agree = await agreementBy(secret);
    for (const survivor of survivors) {
      const agreed = await agree(keysOf(survivor).mask);
      if (agreed === null) return notRestored();
      // What the survivor added is taken away.
      const sign = signOf(survivor, member) === 1 ? -1 : 1;
      accumulate(sum, await pairMask(agreed, context, survivor, member), ring, sign);
    }
  }
  return { is: 'sum', sum, members: survivors };
}

/** One of several parts of a length, one behind the other. */
function partOf(
  whole: Uint8Array,
  { at, length }: { readonly at: number; readonly length: number },
): Uint8Array {
  return whole.slice(at * length, (at + 1) * length);
}

/** Sets of shares that are tried at most: some may be wrong, and which they are nobody can tell beforehand. */
const TRIES = 500;

/** The secret that `threshold` of the shares restore and that `fits`; null where none does. */
async function restore(
  shares: readonly Uint8Array[],
  threshold: number,
  fits: (secret: Uint8Array) => Promise<boolean>,
): Promise<Uint8Array | null> {
  let tries = 0;
  for (const chosen of choices(shares, threshold)) {
    if (tries++ >= TRIES) return null;
    try {
      const secret = await combine(chosen.map((share) => new Uint8Array(share)));
      if (await fits(secret)) return secret;
    } catch {
      // Shares of one number, or of none: not a set that restores anything.
    }
  }
  return null;
}

/** Every way to choose `count` of `items`, in order. */
function* choices<T>(items: readonly T[], count: number): Generator<T[]> {
  if (count === 0) yield [];
  for (let i = 0; i + count <= items.length && count > 0; i++) {
    for (const rest of choices(items.slice(i + 1), count - 1)) yield [items[i]!, ...rest];
  }
}

/** Nobody is named: whoever dealt the shares may have lied, or whoever gave them back. */
function notRestored(): ServerStep {
  return { is: 'void', why: 'the shares do not restore a secret that they are of', culprits: [] };
}

function tell(members: readonly Member[], message: (to: Member) => Uint8Array): ServerStep {
  return { is: 'tell', messages: new Map(members.map((member) => [member, message(member)])) };
}

function without(members: readonly Member[], others: readonly Member[]): Member[] {
  return members.filter((member) => !others.includes(member));
}
