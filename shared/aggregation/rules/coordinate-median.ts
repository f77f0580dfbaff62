import { weightedColumn } from '../columns.ts';
import { checkedWeights, type Rule, shapeOf, zerosLike } from '../rule.ts';

/**
 * Coordinate-wise median (Yin et al. 2018). For an even number of rows, the mean of the middle two; with weights, the
 * lower and upper weighted medians are averaged, which is the same for equal weights.
 */
export const coordinateMedian: Rule = (updates, options = {}) => {
  const { n, d } = shapeOf(updates);
  const column = weightedColumn(n, checkedWeights(n, options.weights));
  const out = zerosLike(updates[0]!);
  for (let j = 0; j < d; j++) {
    column.load(updates, j);
    out[j] = column.median();
  }
  return out;
};
