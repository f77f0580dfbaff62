import type { TasteExample } from '../../../../shared/learning/taste/example.ts';

/**
 * An attack as a module, so that anyone can bring one: `promptale fleet --attack FILE` (`integrity.md` §7). The default
 * export makes the attackers' rows of a round; the other exports are optional.
 */
export interface Attack {
  /** @returns f × `identities` rows `[d]`. */
  readonly default: (context: AttackContext) => readonly Float32Array[];
  /** Rows are sent as they are, past the client's clip. */
  readonly raw?: boolean;
  /** Keys that each attacker sends from; those beyond the first are new. */
  readonly identities?: number;
  /** What an attacker makes of the examples on its device before it learns from them. */
  readonly poison?: (examples: readonly TasteExample[], random: () => number) => readonly TasteExample[];
  /** A backdoor: what stories are changed to carry it, and how they are to be judged. */
  readonly trigger?: Trigger;
}

export interface Trigger {
  /** The features of a story that carries it `[FEATURE_COUNT]`; the argument is not changed. */
  plant(features: Float32Array): Float32Array;
}

/** What attackers know: everything. */
export interface AttackContext {
  /** What honest members of the cohort send, decoded `[n − f][d]`. */
  readonly honest: readonly Float32Array[];
  /** What the attackers would have sent, had they been honest (after `poison`) `[f][d]`. */
  readonly own: readonly Float32Array[];
  /** The model of the round `[d]`. */
  readonly global: Float32Array;
  /** The last step of the model `[d]`; null in the first round. */
  readonly previousStep: Float32Array | null;
  readonly round: number;
  /** How many of the cohort are attackers. */
  readonly f: number;
  /** Uniform on [0, 1). */
  readonly random: () => number;
  /** C: longer rows are clipped to it. */
  readonly norm: number;
  /** The round's rule over honest rows and these. */
  readonly aggregate: (rows: readonly Float32Array[]) => Float32Array;
}

/** So many copies of one row. */
export function copies(row: Float32Array, count: number): Float32Array[] {
  return Array.from({ length: count }, () => row.slice());
}
