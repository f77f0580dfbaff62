import { weightedColumn } from '../columns.ts';
import { pairwiseSquaredDistances } from '../pairwise-distances.ts';
import {
  checkedWeights,
  type Rule,
  RuleRefusal,
  shapeOf,
  toleratedAttackers,
  type Vector,
  zerosLike,
} from '../rule.ts';
import { krumScores } from './krum.ts';

/**
 * Bulyan (El Mhamdi et al. 2018): Krum chooses n − 2f rows one after the other, each from those that are left; of each
 * coordinate the n − 4f values nearest to the chosen rows' median are averaged. Of equals the first row is chosen: a
 * cohort comes in the order of its hashes.
 * @throws RuleRefusal below n = 4f + 3
 */
export const bulyan: Rule = (updates, options = {}) => {
  const { n, d } = shapeOf(updates);
  const f = toleratedAttackers(n, options.f ?? 0);
  if (n < 4 * f + 3)
    throw new RuleRefusal(`Bulyan with f = ${f} needs at least ${4 * f + 3} updates, there are ${n}`);
  const chosen = selected(updates, f);
  const rows = chosen.map((i) => updates[i]!);
  const weights = checkedWeights(n, options.weights);
  const column = weightedColumn(rows.length, weights && chosen.map((i) => weights[i]!));
  const out = zerosLike(updates[0]!);
  for (let j = 0; j < d; j++) {
    column.load(rows, j);
    out[j] = column.meanNearMedian(rows.length - 2 * f);
  }
  return out;
};

function selected(updates: readonly Vector[], f: number): number[] {
  const distances = pairwiseSquaredDistances(updates);
  const left = [...updates.keys()];
  const chosen: number[] = [];
  while (chosen.length < updates.length - 2 * f) {
    const scores = krumScores(distances, left, Math.min(f, left.length - 3));
    let best = 0;
    for (let at = 1; at < left.length; at++) {
      if (scores[at]! < scores[best]!) best = at;
    }
    chosen.push(...left.splice(best, 1));
  }
  return chosen;
}
