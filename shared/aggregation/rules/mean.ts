import { weightedColumn } from '../columns.ts';
import { checkedWeights, type Rule, shapeOf, zerosLike } from '../rule.ts';

/**
 * The (weighted) mean (FedAvg; McMahan et al. 2017). Tolerates no attacker: one row at 1e30 decides everything. It is
 * the yardstick, not the default.
 */
export const mean: Rule = (updates, options = {}) => {
  const { n, d } = shapeOf(updates);
  const weights = checkedWeights(n, options.weights);
  const out = zerosLike(updates[0]!);
  const column = weightedColumn(n, weights);
  for (let j = 0; j < d; j++) {
    column.load(updates, j);
    out[j] = column.meanOfMiddle(0);
  }
  return out;
};
