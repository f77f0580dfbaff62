import type { Refusal } from '../../shared/protocol/errors.ts';
import type { Frame } from '../../shared/protocol/frame.ts';
import type { ContributorId, ModelHash, TaskName, UpdateHash } from '../../shared/protocol/ids.ts';
import type { MaskingTerms } from '../../shared/protocol/masking-terms.ts';
import type { PrivacyTerms } from '../../shared/protocol/privacy-terms.ts';

/** What inspection needs to know of the world; answered from the store by `desk.ts`, and by tables in tests. */
export interface InspectionDesk {
  readonly now: number;
  readonly bodyLimit: number;
  readonly stalenessLimit: number;
  /** Parameters of the task's model, or null for a task that is not open. */
  parameterCount(task: TaskName): number | null;
  contributor(id: ContributorId): Promise<{ publicKey: Uint8Array; suspended: boolean } | null>;
  /** The round that collects updates for `task`; null while none does. */
  openRound(task: TaskName): Promise<OpenRound | null>;
  modelVersion(task: TaskName, hash: ModelHash): Promise<number | null>;
  hasUpdate(hash: UpdateHash): Promise<boolean>;
  hasBody(bodyHash: string): Promise<boolean>;
  hasContributed(roundId: number, contributor: ContributorId): Promise<boolean>;
  /** Noise multipliers of all that this contributor ever sent for a task; 0 for what carried none. */
  participations(task: TaskName, contributor: ContributorId): Promise<readonly number[]>;
  /** By a seed that only the server knows, `[SKETCH_LENGTH]`. */
  sketch(task: TaskName, update: Float32Array): Float64Array;
  /** What this contributor sent lately. */
  ownSketches(task: TaskName, contributor: ContributorId): Promise<readonly Float32Array[]>;
}

/** The round that collects updates, and what it asks of them. */
export interface OpenRound {
  readonly id: number;
  readonly number: number;
  readonly baseVersion: number;
  readonly baseHash: string;
  /** C */
  readonly norm: number;
  readonly privacy: PrivacyTerms | null;
  readonly masking: MaskingTerms | null;
}

/** What is known of an update so far; each check adds to it. */
export interface Candidate {
  readonly bytes: Uint8Array;
  readonly frame: Frame;
  readonly round: OpenRound;
  /** Decoded update `[d]`. */
  readonly update: Float32Array;
  /** What it is recognised by when it is sent again. */
  readonly sketch: Float64Array;
}

/**
 * One check of inspection: it looks at what the earlier ones established and answers a refusal, or what it established
 * itself. A check changes no state, never throws on any input, and allocates no more than the declared limits.
 */
export type Check<Needs extends keyof Candidate, Adds extends keyof Candidate> = (
  candidate: Pick<Candidate, Needs>,
  desk: InspectionDesk,
) => Promise<CheckOutcome<Adds>>;

export type CheckOutcome<Adds extends keyof Candidate> =
  | { readonly ok: true; readonly adds: Pick<Candidate, Adds> }
  | { readonly ok: false; readonly refusal: Refusal };
