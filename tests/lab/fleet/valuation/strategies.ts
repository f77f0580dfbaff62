import { l2Norm } from '../../../../shared/numerics/tiled-reductions.ts';
import { noise, plus, times } from '../attacks/vectors.ts';

/** What somebody who wants to be paid knows when a round opens. */
export interface StrategyRound {
  /** From 0. */
  readonly round: number;
  readonly norm: number;
  /** What the person's own device would send, by part of its data: the whole, or one of several. */
  honest(part?: { readonly at: number; readonly of: number }): Float32Array;
  /** What this strategy's identities sent before, `[identity][time]`: honest rounds before it began included. */
  readonly sent: readonly (readonly Float32Array[])[];
  /** Published aggregates, oldest first. */
  readonly aggregates: readonly Float32Array[];
  /** Updates of the cohort of the round before, which anyone may fetch where bodies are public. */
  readonly lastCohort: readonly Float32Array[];
  /** Directions of earlier rounds, as an epoch that closed would have opened them. */
  readonly opened: readonly Float32Array[];
  /** Uniform on [0, 1). */
  readonly random: () => number;
}

/** A way to be paid: what each identity sends in a round. */
export interface Strategy {
  readonly identities: number;
  /** Parts of the person's data that identities train on, when they do. */
  readonly parts?: number;
  send(round: StrategyRound): readonly Float32Array[];
}

const one = (send: (round: StrategyRound) => Float32Array): Strategy => ({
  identities: 1,
  send: (round) => [send(round)],
});

/** Deals the person's data out among `k` identities. */
const split = (k: number): Strategy => ({
  identities: k,
  parts: k,
  send: (round) => Array.from({ length: k }, (_, at) => round.honest({ at, of: k })),
});

/** Sends what the person learnt under `k` identities, each with noise until their cosine is `cosine`. */
const duplicate = (k: number, cosine: number): Strategy => ({
  identities: k,
  send: (round) => {
    const own = round.honest();
    return Array.from({ length: k }, () => jittered(own, cosine, round));
  },
});

/** The first own update again and again, with noise until their cosine is `cosine`. */
const replayOwn = (cosine: number): Strategy =>
  one((round) => {
    const first = round.sent[0]?.[0];
    return first === undefined ? round.honest() : jittered(first, cosine, round);
  });

export const strategies = {
  honest: one((round) => round.honest()),
  split2: split(2),
  split4: split(4),
  split8: split(8),
  duplicate2: duplicate(2, 0.999),
  duplicate4: duplicate(4, 0.999),
  duplicate8: duplicate(8, 0.999),
  'duplicate4-noisy': duplicate(4, 0.8),
  'duplicate4-loud': duplicate(4, 0.5),
  noise: one(({ norm, honest, random }) => noise(honest().length, norm, random)),
  zero: one(({ honest }) => new Float32Array(honest().length)),
  'replay-own': replayOwn(0.999),
  'replay-noisy': replayOwn(0.9),
  'replay-loud': replayOwn(0.6),
  /** The mean of the own last updates: what is steady in them, without what is not. */
  'replay-mean': one((round) => {
    const own = round.sent[0] ?? [];
    const last = own.slice(-5);
    if (own.length < 5 || last.length === 0) return round.honest();
    return atNorm(
      last.reduce((sum, row) => plus(sum, 1, row)),
      round.norm,
    );
  }),
  'replay-global': one((round) => fromPublic(round, round.aggregates.at(-1))),
  /** Everything that was ever published, summed: where the model went. */
  'replay-sum': one((round) => fromPublic(round, summed(round.aggregates))),
  /** The mean of the last cohort's bodies. */
  'replay-bodies': one((round) => fromPublic(round, summed(round.lastCohort))),
  'copy-other': one((round) => fromPublic(round, round.lastCohort[0])),
  /** The direction that the last epoch opened, where anyone may fetch it. */
  'replay-direction': one((round) => fromPublic(round, round.opened.at(-1))),
} as const satisfies Record<string, Strategy>;

export type StrategyName = keyof typeof strategies;
export const strategyNames = Object.keys(strategies) as [StrategyName, ...StrategyName[]];

function fromPublic(round: StrategyRound, published: Float32Array | undefined): Float32Array {
  return published === undefined ? round.honest() : atNorm(published, round.norm);
}

function summed(rows: readonly Float32Array[]): Float32Array | undefined {
  return rows.length === 0 ? undefined : rows.reduce((sum, row) => plus(sum, 1, row));
}

/** `row` turned by noise until its cosine with itself is `cosine`, as long as it was. */
function jittered(row: Float32Array, cosine: number, { random }: StrategyRound): Float32Array {
  const length = l2Norm(row);
  const aside = noise(row.length, length * Math.sqrt(1 - cosine * cosine), random);
  return plus(times(row, cosine), 1, aside);
}

function atNorm(row: Float32Array, norm: number): Float32Array {
  const length = l2Norm(row);
  return length > 0 ? times(row, norm / length) : row;
}
