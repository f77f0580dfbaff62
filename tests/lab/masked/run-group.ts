import { toHex } from '../../../shared/crypto/hex.ts';
import { generateSigningKey, sign } from '../../../shared/crypto/signing.ts';
import type { MaskingContext } from '../../../shared/masking/group-terms.ts';
import type { HelperParty } from '../../../shared/masking/helper/helper-sum.ts';
import { openGroups } from '../../../shared/masking/helper/mask-helper.ts';
import { suite } from '../../../shared/masking/helper/seal.ts';
import type { MaskedSum, Member, ServerStep } from '../../../shared/masking/masked-sum.ts';

/** Somebody with a key who has a vector to add. */
export interface GroupMember {
  readonly member: Member;
  readonly publicKey: Uint8Array;
  sign(digest: Uint8Array): Promise<Uint8Array>;
  readonly vector: Uint32Array;
}

export async function groupMember(vector: Uint32Array): Promise<GroupMember> {
  const { pair, publicKey } = await generateSigningKey({ extractable: false });
  return { member: toHex(publicKey), publicKey, sign: (digest) => sign(pair.privateKey, digest), vector };
}

export interface GroupRun {
  readonly end: Exclude<ServerStep, { is: 'tell' }>;
  /** Bytes that each member sent, and was told. */
  readonly sent: ReadonlyMap<Member, number>;
  readonly told: ReadonlyMap<Member, number>;
  /** Ms that all members, and the server, were busy. */
  readonly memberMs: number;
  readonly serverMs: number;
}

/**
 * Carries a group through every phase, as a server and its members would over the wire.
 * @param speaks whether a member still answers in a phase (0 is the first)
 */
export async function runGroup(
  engine: MaskedSum,
  context: MaskingContext,
  members: readonly GroupMember[],
  speaks: (member: Member, phase: number) => boolean = () => true,
): Promise<GroupRun> {
  const received: Map<Member, Uint8Array>[] = [];
  const saved = new Map<Member, Uint8Array | null>();
  const sent = new Map<Member, number>();
  const told = new Map<Member, number>();
  const add = (to: Map<Member, number>, member: Member, bytes: number) =>
    to.set(member, (to.get(member) ?? 0) + bytes);
  let messages: ReadonlyMap<Member, Uint8Array> | null = null;
  let memberMs = 0;
  let serverMs = 0;
  for (let phase = 0; ; phase++) {
    const here = new Map<Member, Uint8Array>();
    for (const one of members) {
      if (!speaks(one.member, phase)) continue;
      const message = messages?.get(one.member);
      if (messages !== null && message === undefined) continue;
      const before = performance.now();
      const step =
        message === undefined
          ? await engine.join({ context, ...one })
          : await engine.answer(saved.get(one.member) ?? new Uint8Array(0), message, one);
      memberMs += performance.now() - before;
      if (step.is === 'refused') continue;
      saved.set(one.member, step.saved);
      here.set(one.member, step.message);
      add(sent, one.member, step.message.length);
    }
    received.push(here);
    const before = performance.now();
    const step = await engine.close(context, received);
    serverMs += performance.now() - before;
    if (step.is !== 'tell') return { end: step, sent, told, memberMs, serverMs };
    messages = step.messages;
    for (const [member, message] of messages) add(told, member, message.length);
  }
}

/** A helper in this process, with a key of its own. */
export async function helperInProcess(smallestGroup: number): Promise<HelperParty> {
  const { privateKey, publicKey } = await suite.kem.generateKeyPair();
  const opened = new Map<string, string>();
  const ports = {
    key: privateKey,
    smallestGroup,
    async claim(seals: readonly string[], group: string) {
      if (seals.some((seal) => (opened.get(seal) ?? group) !== group)) return false;
      for (const seal of seals) opened.set(seal, group);
      return true;
    },
  };
  return {
    key: new Uint8Array(await suite.kem.serializePublicKey(publicKey)),
    ask: (request) => openGroups(request, ports),
  };
}
