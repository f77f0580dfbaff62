import { aggregationKernels } from '../../kernels/aggregation-kernels.ts';
import { weightedColumn } from '../columns.ts';
import { areFloat32, checkedWeights, type Rule, shapeOf, toleratedAttackers, zerosLike } from '../rule.ts';

/**
 * Coordinate-wise trimmed mean (Yin et al. 2018): of each coordinate the `f` smallest and the `f` largest values are
 * dropped and the rest averaged. With weights, the survivors' weighted mean; where a trim cuts through tied values,
 * each that is kept carries the tied group's mean weight, so that the order of rows cannot matter.
 * Refuses n ≤ 2f instead of lowering f.
 */
export const trimmedMean: Rule = (updates, options = {}) => {
  const { n, d } = shapeOf(updates);
  const f = toleratedAttackers(n, options.f);
  const weights = checkedWeights(n, options.weights);
  const out = zerosLike(updates[0]!);
  const kernels = aggregationKernels();
  if (weights === null && kernels !== null && areFloat32(updates) && out instanceof Float32Array) {
    kernels.trimmedMeans(updates, f, out);
    return out;
  }
  const column = weightedColumn(n, weights);
  for (let j = 0; j < d; j++) {
    column.load(updates, j);
    out[j] = column.meanOfMiddle(f);
  }
  return out;
};
