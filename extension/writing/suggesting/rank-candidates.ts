import type { Candidate } from '../editor/ghost.ts';

/** What is known of a candidate beside its engine's word for it; null where nobody could tell. */
export interface Measured {
  readonly candidate: Candidate;
  /** Mean ln of the chances that this writer puts it so, ≤ 0. */
  readonly voice: number | null;
  /** How likely the readership is to like the passage with it, 0 … 1. */
  readonly appeal: number | null;
  /** What writers in general take, in log-odds (`ranking/judge.ts`). */
  readonly worth: number | null;
}

export interface Ranked {
  readonly candidate: Candidate;
  /** Higher is better; differences are in deviations within the list. */
  readonly score: number;
  /** What lifts it above the others, the strongest first; empty where nothing does. */
  readonly why: readonly Reason[];
  readonly appeal: number | null;
}

export type Reason = 'voice' | 'appeal' | 'taken' | 'likely';

/** How much each opinion counts. The writer's own voice and the readership count alike; the engine least. */
const weights = { voice: 1, appeal: 1, worth: 1, likely: 0.5 } as const;
/** Differences smaller than these are none: a list of near equals stays in its engine's order. */
const smallest = { voice: 0.25, appeal: 0.02, worth: 0.2, likely: 0.5 } as const;
/** A reason is told from here on, in deviations. */
const WORTH_TELLING = 0.4;

const reasons: Readonly<Record<keyof typeof weights, Reason>> = {
  voice: 'voice',
  appeal: 'appeal',
  worth: 'taken',
  likely: 'likely',
};

/** Orders candidates by the writer's voice, the readership, and what writers take; each against the list. Pure. */
export function rankCandidates(measured: readonly Measured[]): Ranked[] {
  const opinions = {
    voice: standing(
      measured.map(({ voice }) => voice),
      smallest.voice,
    ),
    appeal: standing(
      measured.map(({ appeal }) => appeal),
      smallest.appeal,
    ),
    worth: standing(
      measured.map(({ worth }) => worth),
      smallest.worth,
    ),
    likely: standing(
      measured.map(({ candidate }) => perWord(candidate)),
      smallest.likely,
    ),
  };
  const names = Object.keys(weights) as (keyof typeof weights)[];
  return measured
    .map(({ candidate, appeal }, at) => {
      const parts = names.map((name) => ({ name, part: weights[name] * (opinions[name][at] ?? 0) }));
      return {
        candidate,
        appeal,
        score: parts.reduce((sum, { part }) => sum + part, 0),
        why: parts
          .filter(({ part }) => part >= WORTH_TELLING)
          .sort((a, b) => b.part - a.part)
          .map(({ name }) => reasons[name]),
      };
    })
    .sort((a, b) => b.score - a.score);
}

/** Each value against the list, in deviations; 0 where it is not known or all are alike. */
function standing(values: readonly (number | null)[], least: number): number[] {
  const known = values.filter((value) => value !== null);
  const centre = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
  const deviation = Math.sqrt(
    known.reduce((sum, value) => sum + (value - centre) ** 2, 0) / Math.max(1, known.length),
  );
  return values.map((value) => (value === null ? 0 : (value - centre) / (deviation + least)));
}

function perWord({ text, logProbability }: Candidate): number | null {
  return logProbability === null ? null : logProbability / Math.max(1, text.trim().split(/\s+/).length);
}
