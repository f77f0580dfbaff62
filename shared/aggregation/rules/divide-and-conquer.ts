import { canonicalOrder } from '../canonical-order.ts';
import { checkedWeights, type Rule, RuleRefusal, shapeOf, toleratedAttackers, type Vector } from '../rule.ts';
import { seededNumbers } from '../seeded-order.ts';
import { mean } from './mean.ts';

/** Coordinates that are looked at in one trial, trials, and how many rows each removes for each attacker. */
const COORDINATES = 10_000;
const TRIALS = 3;
const REMOVED_PER_ATTACKER = 1;
const POWER_STEPS = 60;

/**
 * DnC, divide and conquer (Shejwalkar and Houmansadr 2021, algorithm 2): rows that stand out along the direction of
 * largest variance, over random coordinates drawn by the round's seed, are left out; the (weighted) mean of those that
 * no trial left out.
 */
export const divideAndConquer: Rule = (updates, options = {}) => {
  const { n, d } = shapeOf(updates);
  const f = toleratedAttackers(n, options.f ?? 0);
  const removed = Math.ceil(REMOVED_PER_ATTACKER * f);
  const order = canonicalOrder(updates);
  const kept = new Set(order);
  for (let trial = 0; trial < TRIALS && removed > 0; trial++) {
    const coordinates = sample(d, Math.min(d, COORDINATES), `${options.seed ?? ''} ${trial}`);
    const scores = outlierScores(
      order.map((i) => updates[i]!),
      coordinates,
    );
    const worst = [...order.keys()].sort((a, b) => scores[b]! - scores[a]!).slice(0, removed);
    for (const at of worst) kept.delete(order[at]!);
  }
  const chosen = order.filter((i) => kept.has(i));
  if (chosen.length === 0) throw new RuleRefusal('every update stands out in some direction');
  const weights = checkedWeights(n, options.weights);
  return mean(
    chosen.map((i) => updates[i]!),
    weights === null ? {} : { weights: chosen.map((i) => weights[i]!) },
  );
};

/** Some of the coordinates, each at most once, rising. */
function sample(d: number, count: number, seed: string): number[] {
  if (count === d) return Array.from({ length: d }, (_, j) => j);
  const next = seededNumbers(seed);
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(Math.floor(next() * d));
  return [...chosen].sort((a, b) => a - b);
}

/** (⟨xᵢ − μ, v⟩)² along the top right singular vector v of the centred rows, by power iteration. `[n]` */
function outlierScores(rows: readonly Vector[], coordinates: readonly number[]): Float64Array {
  const n = rows.length;
  const b = coordinates.length;
  const centred = rows.map((row) => Float64Array.from(coordinates, (j) => row[j]!));
  for (let j = 0; j < b; j++) {
    let sum = 0;
    for (const row of centred) sum += row[j]!;
    for (const row of centred) row[j] = row[j]! - sum / n;
  }
  // Power iteration on the n × n Gram matrix: its top eigenvector holds the projections themselves, up to a factor.
  const gram = centred.map((row) => centred.map((other) => product(row, other)));
  let projections = Float64Array.from({ length: n }, (_, i) => 1 + i / n);
  for (let step = 0; step < POWER_STEPS; step++) {
    const next = Float64Array.from(gram, (row) => product(row, projections));
    const length = Math.sqrt(product(next, next));
    if (!(length > 0)) return new Float64Array(n);
    projections = next.map((value) => value / length);
  }
  return projections.map((value) => value * value);
}

function product(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
