import { pairwiseSquaredDistances } from '../pairwise-distances.ts';
import { checkedWeights, type Rule, RuleRefusal, shapeOf, toleratedAttackers, type Vector } from '../rule.ts';
import { mean } from './mean.ts';

/**
 * Krum (Blanchard et al. 2017): the row whose n − f − 2 nearest others are nearest to it. A selection: weights do not
 * enter.
 */
export const krum: Rule = (updates, options = {}) => {
  checkedWeights(updates.length, options.weights);
  const [best] = bestByKrum(updates, options.f ?? 0, 1);
  return updates[best!]!.slice() as (typeof updates)[number];
};

/** Multi-Krum: the (weighted) mean of the n − f rows that Krum likes best. */
export const multiKrum: Rule = (updates, options = {}) => {
  const f = options.f ?? 0;
  const chosen = bestByKrum(updates, f, updates.length - f);
  const weights = checkedWeights(updates.length, options.weights);
  return mean(
    chosen.map((i) => updates[i]!),
    weights === null ? {} : { weights: chosen.map((i) => weights[i]!) },
  );
};

/** Indices of the `count` rows of lowest score, best first; of equals the first row, for a cohort comes in the order of its hashes. */
function bestByKrum(updates: readonly Vector[], f: number, count: number): number[] {
  const { n } = shapeOf(updates);
  toleratedAttackers(n, f);
  const scores = krumScores(pairwiseSquaredDistances(updates), [...updates.keys()], f);
  return [...updates.keys()].sort((a, b) => scores[a]! - scores[b]! || a - b).slice(0, count);
}

/**
 * Σ of the squared distances to the n − f − 2 nearest others, over the rows `among`, `[among.length]`.
 * @throws RuleRefusal when there is no such neighbour: n ≥ f + 3
 */
export function krumScores(
  distances: readonly Float64Array[],
  among: readonly number[],
  f: number,
): Float64Array {
  const neighbours = among.length - f - 2;
  if (neighbours < 1) {
    throw new RuleRefusal(`Krum with f = ${f} needs at least ${f + 3} updates, there are ${among.length}`);
  }
  return Float64Array.from(among, (i) => {
    const others = Float64Array.from(
      among.filter((j) => j !== i),
      (j) => distances[i]![j]!,
    ).sort();
    let sum = 0;
    for (let k = 0; k < neighbours; k++) sum += others[k]!;
    return sum;
  });
}
