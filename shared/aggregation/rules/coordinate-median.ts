import { aggregationKernels } from '../../kernels/aggregation-kernels.ts';
import { weightedColumn } from '../columns.ts';
import { areFloat32, checkedWeights, type Rule, shapeOf, zerosLike } from '../rule.ts';

/**
 * Coordinate-wise median (Yin et al. 2018). For an even number of rows, the mean of the middle two; with weights, the
 * lower and upper weighted medians are averaged, which is the same for equal weights.
 */
export const coordinateMedian: Rule = (updates, options = {}) => {
  const { n, d } = shapeOf(updates);
  const weights = checkedWeights(n, options.weights);
  const out = zerosLike(updates[0]!);
  const kernels = aggregationKernels();
  if (weights === null && kernels !== null && areFloat32(updates) && out instanceof Float32Array) {
    kernels.medians(updates, out);
    return out;
  }
  const column = weightedColumn(n, weights);
  for (let j = 0; j < d; j++) {
    column.load(updates, j);
    out[j] = column.median();
  }
  return out;
};
