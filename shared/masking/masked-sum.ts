import type { MaskingContext } from './group-terms.ts';

/** Who takes part in a group: a contributor's raw Ed25519 public key, in hex. */
export type Member = string;

/** A member's half of a masked sum. */
export interface MemberInputs {
  readonly context: MaskingContext;
  readonly publicKey: Uint8Array;
  /** Ed25519 over 32 bytes. */
  sign(digest: Uint8Array): Promise<Uint8Array>;
  /** What is added up, `[d]` residues. */
  readonly vector: Uint32Array;
}

/**
 * What a member does after a message: send the next one, or refuse. `saved` is all that the member must remember, to be
 * stored *before* anything is sent: a worker that dies goes on from there, and sends the very same message again.
 */
export type MemberStep =
  | { readonly is: 'send'; readonly message: Uint8Array; readonly saved: Uint8Array | null }
  | { readonly is: 'refused'; readonly why: string };

/** What a server does once a phase is over. */
export type ServerStep =
  /** Tell each member still there something, and wait for answers. */
  | { readonly is: 'tell'; readonly messages: ReadonlyMap<Member, Uint8Array> }
  | { readonly is: 'sum'; readonly sum: Uint32Array; readonly members: readonly Member[] }
  | { readonly is: 'void'; readonly why: string; readonly culprits: readonly Member[] };

/** What a server received in each phase so far; whoever is not in a phase's map fell silent there. */
export type Received = readonly ReadonlyMap<Member, Uint8Array>[];

/**
 * A way in which a server learns the sum of a group's vectors and no single one. Members and server are functions of
 * bytes: what they hold between two phases is theirs to store.
 */
export interface MaskedSum {
  readonly name: 'helper' | 'pairwise';
  /** Names of the phases, in order; a member sends one message in each. */
  readonly phases: readonly string[];
  /** Whether `message` is a first message that this member could have sent. */
  accepts(context: MaskingContext, member: Member, message: Uint8Array): Promise<boolean>;
  /** A member's first message. */
  join(inputs: MemberInputs): Promise<MemberStep>;
  /** The next message of a member who had `saved`, in answer to what the server tells. */
  answer(saved: Uint8Array, told: Uint8Array, inputs: Pick<MemberInputs, 'sign'>): Promise<MemberStep>;
  /** What follows from everything that was received; the same again when asked again. */
  close(context: MaskingContext, received: Received): Promise<ServerStep>;
}
