import { split } from 'shamir-secret-sharing';
import { fromHex, toHex } from '../../crypto/hex.ts';
import { sha256 } from '../../crypto/sha256.ts';
import { verifySignature } from '../../crypto/signing.ts';
import { contextBytes, groupTerms, type MaskingContext } from '../group-terms.ts';
import { maskStream, SECRET_LENGTH } from '../mask-stream.ts';
import type { MemberInputs, MemberStep } from '../masked-sum.ts';
import { readMessage, writeMessage } from '../message.ts';
import { accumulate, pack, unpack } from '../ring.ts';
import { agreementBy, decryptFrom, encryptFor, makeRoundKey } from './agreement.ts';
import {
  keysDigest,
  rosterSchema,
  type Saved,
  SHARE_LENGTH,
  type SharePair,
  savedSchema,
  sharesForSchema,
  signaturesSchema,
  survivorsDigest,
  survivorsSchema,
} from './messages.ts';

type SavedAs<Is extends Saved['is']> = Extract<Saved, { is: Is }>;
type Signer = Pick<MemberInputs, 'sign'>;

/** 0. Advertise: keys of this round, signed by the contributor's. */
export async function advertise(inputs: MemberInputs): Promise<MemberStep> {
  const { context } = inputs;
  const cipher = await makeRoundKey();
  const mask = await makeRoundKey();
  const keys = { cipher: cipher.shown, mask: mask.shown };
  const own = { ...keys, signature: await inputs.sign(keysDigest(context, keys)) };
  return send(own, {
    is: 'advertised',
    context,
    me: toHex(inputs.publicKey),
    vector: pack(inputs.vector, groupTerms(context).ring),
    cipherSecret: cipher.secret,
    maskSecret: mask.secret,
    selfSecret: crypto.getRandomValues(new Uint8Array(SECRET_LENGTH)),
    own,
  });
}

/**
 * The next message of a member, or why there is none. Everything the server says is checked against what the member
 * remembers: lists only shrink, never below the threshold, and shares are given once.
 */
export async function answer(bytes: Uint8Array, told: Uint8Array, signer: Signer): Promise<MemberStep> {
  const saved = readMessage(bytes, savedSchema);
  if (saved === null) return refuse('what was remembered cannot be read');
  switch (saved.is) {
    case 'advertised':
      return share(saved, told);
    case 'shared':
      return mask(saved, told);
    case 'masked':
      return agreeOnSurvivors(saved, told, signer);
    case 'agreed':
      return reveal(saved, told);
    case 'revealed':
      return refuse('shares of this group were given already');
  }
}

/** 1. Share: for each other member a share of both secrets, which only that member can read. */
async function share(saved: SavedAs<'advertised'>, told: Uint8Array): Promise<MemberStep> {
  const { context, me } = saved;
  const roster = readMessage(told, rosterSchema)?.roster;
  if (roster === undefined) return refuse('the list of members cannot be read');
  const { threshold } = groupTerms(context);
  if (roster.length < threshold || roster.length > context.groupSize)
    return refuse(`a group of ${roster.length}; ${threshold} to ${context.groupSize} members are needed`);
  const own = roster.find(({ member }) => member === me);
  if (
    own === undefined ||
    toHex(writeMessage({ ...own, member: me })) !== toHex(writeMessage({ ...saved.own, member: me }))
  )
    return refuse('the list does not hold this member’s own keys');
  const distinct = new Set(
    roster.flatMap(({ member, cipher, mask }) => [member, toHex(cipher), toHex(mask)]),
  );
  if (distinct.size < 3 * roster.length) return refuse('the list holds a member, or a key, twice');
  for (const keys of roster) {
    if (!(await verifySignature(fromHex(keys.member), keys.signature, keysDigest(context, keys))))
      return refuse('the list holds keys that their member did not sign');
  }
  // Each share has its holder's number, which has to be the same for both secrets.
  const self = await split(saved.selfSecret, roster.length, threshold);
  const masking = await split(saved.maskSecret, roster.length, threshold);
  const agree = await agreementBy(saved.cipherSecret);
  const shares: Uint8Array[] = [];
  for (const [i, other] of roster.entries()) {
    if (other.member === me) continue;
    const agreed = await agree(other.cipher);
    if (agreed === null) return refuse('the list holds a key that is none');
    const pair = joined({ self: self[i]!, mask: masking[i]! });
    shares.push(await encryptFor(agreed, pair, context, { from: me, to: other.member }));
  }
  const ownAt = roster.findIndex(({ member }) => member === me);
  const { own: _, is: __, ...kept } = saved;
  return send(
    { selfHash: sha256(saved.selfSecret), shares: concatenated(shares) },
    { is: 'shared', ...kept, roster, ownShares: { self: self[ownAt]!, mask: masking[ownAt]! } },
  );
}

/** 2. Mask: x + PRG(own seed) ± PRG(pair) for every other member who shared, so that the sum of all loses the pairs. */
async function mask(saved: SavedAs<'shared'>, told: Uint8Array): Promise<MemberStep> {
  const { context, me, roster } = saved;
  const { ring, threshold } = groupTerms(context);
  const shares = readMessage(told, sharesForSchema)?.shares;
  if (shares === undefined) return refuse('the shares of others cannot be read');
  const known = new Map(roster.map((keys) => [keys.member, keys]));
  const from = shares.map((one) => one.from);
  if (new Set(from).size < from.length || from.some((member) => member === me || !known.has(member)))
    return refuse('shares of somebody who is not in the group');
  if (from.length + 1 < threshold)
    return refuse(`${from.length + 1} members are left; ${threshold} are needed`);
  const held = [{ from: me, ...saved.ownShares }];
  const sum = unpack(saved.vector, ring);
  if (sum === null) return refuse('what was remembered is damaged');
  accumulate(sum, await selfMask(saved.selfSecret, context, me), ring);
  const agree = { cipher: await agreementBy(saved.cipherSecret), mask: await agreementBy(saved.maskSecret) };
  for (const { from: other, encrypted } of shares) {
    const keys = known.get(other)!;
    const agreed = await agree.cipher(keys.cipher);
    const plain =
      agreed === null ? null : await decryptFrom(agreed, encrypted, context, { from: other, to: me });
    if (plain === null) return refuse('shares that were not made for this member');
    held.push({ from: other, ...parted(plain) });
    const between = await agree.mask(keys.mask);
    if (between === null) return refuse('the list holds a key that is none');
    accumulate(sum, await pairMask(between, context, me, other), ring, signOf(me, other));
  }
  return send({ masked: pack(sum, ring) }, { is: 'masked', context, me, held });
}

/** 3. Agree: sign who is said to have survived, so that nobody is told of others. */
async function agreeOnSurvivors(
  saved: SavedAs<'masked'>,
  told: Uint8Array,
  { sign }: Signer,
): Promise<MemberStep> {
  const { context, me, held } = saved;
  const { threshold } = groupTerms(context);
  const survivors = readMessage(told, survivorsSchema)?.survivors;
  if (survivors === undefined) return refuse('the list of survivors cannot be read');
  const sharers = new Set(held.map(({ from }) => from));
  if (!isAscending(survivors) || survivors.some((member) => !sharers.has(member)))
    return refuse('the survivors are not members who shared, each once');
  if (!survivors.includes(me)) return refuse('this member is not among the survivors');
  if (survivors.length < threshold)
    return refuse(`${survivors.length} members are left; ${threshold} are needed`);
  return send(
    { signature: await sign(survivorsDigest(context, survivors)) },
    { ...saved, is: 'agreed', survivors },
  );
}

/** 4. Reveal: of a survivor the share of its own seed, of one that fell silent that of its masking key; never both of one. */
async function reveal(saved: SavedAs<'agreed'>, told: Uint8Array): Promise<MemberStep> {
  const { context, held, survivors } = saved;
  const { threshold } = groupTerms(context);
  const said = readMessage(told, signaturesSchema);
  if (said === null) return refuse('the signatures cannot be read');
  const dropped = held
    .map(({ from }) => from)
    .filter((member) => !survivors.includes(member))
    .sort();
  if (said.survivors.join() !== survivors.join()) return refuse('others were told of other survivors');
  if (said.dropped.join() !== dropped.join())
    return refuse('who survived and who fell silent overlap, or are not all');
  const digest = survivorsDigest(context, survivors);
  const signers = new Set<string>();
  for (const { member, signature } of said.signatures) {
    if (signers.size === threshold) break;
    if (survivors.includes(member) && (await verifySignature(fromHex(member), signature, digest)))
      signers.add(member);
  }
  if (signers.size < threshold) return refuse(`${signers.size} survivors agree; ${threshold} have to`);
  const shareOf = new Map(held.map((shares) => [shares.from, shares]));
  return send(
    {
      self: concatenated(survivors.map((of) => shareOf.get(of)!.self)),
      mask: concatenated(dropped.map((of) => shareOf.get(of)!.mask)),
    },
    { is: 'revealed' },
  );
}

/** The mask that a member takes for itself, so that a late vector is not bare once its pairs are known. */
export function selfMask(secret: Uint8Array, context: MaskingContext, member: string): Promise<Uint32Array> {
  return maskStream(secret, contextBytes(context, 'own mask', [member]), groupTerms(context).ring);
}

/** The mask that two members share: one adds it, the other takes it away. */
export function pairMask(
  agreed: Uint8Array,
  context: MaskingContext,
  one: string,
  other: string,
): Promise<Uint32Array> {
  return maskStream(
    agreed,
    contextBytes(context, 'mask of two', [one, other].sort()),
    groupTerms(context).ring,
  );
}

export function signOf(me: string, other: string): 1 | -1 {
  return me < other ? 1 : -1;
}

/** Two shares, of a member's own seed and of its masking key, one behind the other. */
function joined({ self, mask }: SharePair): Uint8Array {
  return concatenated([self, mask]);
}

/** Parts one behind the other. */
function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function parted(pair: Uint8Array): SharePair {
  return { self: pair.slice(0, SHARE_LENGTH), mask: pair.slice(SHARE_LENGTH) };
}

function isAscending(members: readonly string[]): boolean {
  return members.every((member, i) => i === 0 || member > members[i - 1]!);
}

function send(message: object, saved: Saved): MemberStep {
  return { is: 'send', message: writeMessage(message), saved: writeMessage(saved) };
}

function refuse(why: string): MemberStep {
  return { is: 'refused', why };
}
