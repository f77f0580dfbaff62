import { dot } from '../numerics/tiled-reductions.ts';
import type { RuleName } from './registry.ts';

type Coefficient = (n: number, f: number) => number;

const ofTrimmedMean: Coefficient = (n, f) => ((6 * f) / (n - 2 * f)) * (1 + f / (n - 2 * f));
const ofMedian: Coefficient = (n, f) => 4 * (1 + f / (n - 2 * f)) ** 2;
const ofMixedTrimmedMean: Coefficient = (n, f) => ((8 * f) / (n - f)) * (1 + ofTrimmedMean(n, f));

/**
 * κ: with f attackers among n rows a rule's squared distance to the honest mean is at most κ times the honest rows' mean
 * squared distance to it (Allouah et al. 2023, Definition 2 and Table 1; NNM: Lemma 1). The default pipeline has that of
 * its last two steps: clipping and winsorising bring rows closer together and prove nothing more.
 */
export const robustnessCoefficients: Readonly<Partial<Record<RuleName, Coefficient>>> = {
  'trimmed-mean': ofTrimmedMean,
  krum: (n, f) => 6 * (1 + f / (n - 2 * f)),
  median: ofMedian,
  'geometric-median': ofMedian,
  'nnm-trimmed-mean': ofMixedTrimmedMean,
  default: ofMixedTrimmedMean,
};

/**
 * How many attackers a rule's proof covers on these very rows: the largest f′ ≤ f at which what they could do is no more
 * than what the rows agree on, κ(n, f′) · mean ‖xᵢ − x̄‖² ≤ ‖x̄‖². Where honest people hardly agree this is 0, whatever
 * f the rule trims by: it still bounds damage, and no theorem says by how much less than everything.
 * @returns null for rules without a coefficient
 */
export function promisedAttackers(
  rule: RuleName,
  f: number,
  updates: readonly Float32Array[],
): number | null {
  const coefficient = robustnessCoefficients[rule];
  const n = updates.length;
  if (coefficient === undefined || n === 0) return null;
  const mean = new Float64Array(updates[0]?.length ?? 0);
  let squares = 0;
  for (const update of updates) {
    squares += dot(update, update);
    for (let j = 0; j < mean.length; j++) mean[j] = mean[j]! + update[j]!;
  }
  for (let j = 0; j < mean.length; j++) mean[j] = mean[j]! / n;
  const agreed = dot(mean, mean);
  const spread = squares / n - agreed;
  let promised = Math.min(f, Math.ceil(n / 2) - 1);
  while (promised > 0 && coefficient(n, promised) * spread > agreed) promised--;
  return promised;
}
