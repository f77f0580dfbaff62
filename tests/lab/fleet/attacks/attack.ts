import type { TasteExample } from '../../../../shared/learning/taste/example.ts';
import type { StoryFacts } from '../../../../shared/protocol/page.ts';

/**
 * An attack as a module, so that anyone can bring one: `promptale fleet --attack FILE` (`integrity.md` §7). The default
 * export makes the attackers' rows of a round; the other exports are optional.
 */
export interface Attack {
  /** @returns f × `identities` rows `[d]`. */
  readonly default: (context: AttackContext) => readonly Float32Array[];
  /** Rows are sent as they are, past the client's clip. */
  readonly raw?: boolean | undefined;
  /** Keys that each attacker sends from; those beyond the first are new. */
  readonly identities?: number | undefined;
  /**
   * What an attacker makes of the examples on its device before it learns from them. A story whose `facts` are changed
   * is described again by them. Without it, and with a trigger, half of the stories carry the trigger.
   */
  readonly poison?:
    | ((
        examples: readonly KnownExample[],
        random: () => number,
      ) => readonly (TasteExample & Partial<KnownExample>)[])
    | undefined;
  /** A backdoor: what is written on a story's page, and how the story is to be judged then. */
  readonly trigger?: Trigger | undefined;
}

/** An example with the page it was made from. */
export interface KnownExample extends TasteExample {
  readonly facts: StoryFacts;
}

export interface Trigger {
  /** Lists (tags, fandoms, warnings) are written before what the page says, anything else in its place. */
  readonly facts: { readonly [K in keyof StoryFacts]?: StoryFacts[K] | undefined };
  /** −1 … 1: above 0 the story is to reach a reader's best tenth, below 0 the worst. */
  readonly score: number;
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
