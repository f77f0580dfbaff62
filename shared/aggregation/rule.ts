import { l2Norm } from '../numerics/tiled-reductions.ts';

/** A vector of numbers in single or double precision; rules compute in float64 and answer in the precision they got. */
export type Vector = Float32Array | Float64Array;

/** What a rule is told beside the updates. Nothing here comes from a client. */
export interface RuleOptions {
  /** How many of the rows may be anyone's: the rule holds for up to `f` attackers. Default 0. */
  readonly f?: number;
  /** Weight of each row, `[n]`, ≥ 0 with a positive sum; equal when absent. */
  readonly weights?: readonly number[];
  /** B: the largest L2 norm a row may have; rows above it are scaled down (default pipeline only). */
  readonly norm?: number;
  /** The last step, `[d]`: where centered clipping starts. */
  readonly previous?: ArrayLike<number>;
  /** τ of centered clipping; the median length of the rows when absent. */
  readonly radius?: number;
  /** Steps of centered clipping (3) or of a smoothed geometric median (to its end). */
  readonly iterations?: number;
  /** ν of the geometric median; next to nothing when absent. */
  readonly smoothing?: number;
  /** Decides what a rule draws; committed to before updates come in. */
  readonly seed?: string;
}

/**
 * `rule(updates[n][d], options) → [d]`: pure, deterministic, independent of the order of rows, never changing its input.
 * @throws RuleRefusal when the rule cannot hold its promise on these rows
 */
export type Rule = <V extends Vector>(updates: readonly V[], options?: RuleOptions) => V;

/** A rule that cannot keep its promise says so instead of promising less. */
export class RuleRefusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RuleRefusal';
  }
}

/** Checks the rows once for every rule: at least one, all of one length, all finite; returns their shape `[n, d]`. */
export function shapeOf(updates: readonly Vector[]): { n: number; d: number } {
  const first = updates[0];
  if (first === undefined) throw new RuleRefusal('there are no updates to aggregate');
  for (const [row, update] of updates.entries()) {
    if (update.length !== first.length) {
      throw new RuleRefusal(`update ${row} has ${update.length} parameters, update 0 has ${first.length}`);
    }
    if (!Number.isFinite(l2Norm(update)) && update.some((x) => !Number.isFinite(x))) {
      throw new RuleRefusal(`update ${row} holds a value that is not finite`);
    }
  }
  return { n: updates.length, d: first.length };
}

/** `f` as a whole number with n > 2f: an order statistic has no ground with half of the rows hostile. */
export function toleratedAttackers(n: number, f = 0): number {
  if (!Number.isInteger(f) || f < 0) throw new RuleRefusal(`f must be a whole number ≥ 0, not ${f}`);
  if (n <= 2 * f) throw new RuleRefusal(`f = ${f} needs more than ${2 * f} updates, there are ${n}`);
  return f;
}

/** Weights as given, checked, or null when all rows weigh the same. */
export function checkedWeights(n: number, weights?: readonly number[]): readonly number[] | null {
  if (weights === undefined) return null;
  if (weights.length !== n) throw new RuleRefusal(`${weights.length} weights for ${n} updates`);
  let sum = 0;
  for (const weight of weights) {
    if (!Number.isFinite(weight) || weight < 0) throw new RuleRefusal(`a weight is ${weight}`);
    sum += weight;
  }
  if (!(sum > 0)) throw new RuleRefusal('all weights are zero');
  const first = weights[0];
  return weights.every((weight) => weight === first) ? null : weights;
}

/** Whether all rows are of single precision, as in a round: for them there are kernels. */
export function areFloat32(rows: readonly Vector[]): rows is readonly Float32Array[] {
  return rows.every((row) => row instanceof Float32Array);
}

/** A zero vector of `d` numbers in the precision of `like`. */
export function zerosLike<V extends Vector>(like: V, d = like.length): V {
  const Constructor = like.constructor as new (length: number) => V;
  return new Constructor(d);
}
