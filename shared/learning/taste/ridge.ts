import * as tf from '@tensorflow/tfjs-core';

/**
 * Ridge regression around a prior mean, in closed form:
 *
 *     w* = argmin_w  Σᵢ cᵢ (yᵢ − φᵢ·w)² + λ ‖w − m‖²  =  m + (ΦᵀCΦ + λI)⁻¹ ΦᵀC (y − Φm)
 *
 * by Cholesky over typed arrays in float64, in the smaller of the primal `[P, P]` and the dual `[n, n]` form. With no
 * example w* = m. As `ridgeHead` it is a differentiable tfjs operation whose gradient is an adjoint solve, so that a
 * shared net can be trained through it (Bertinetto 2019, closed-form solvers in meta-learning).
 */
export interface RidgeProblem {
  /** Φ `[n, P]`, row-major. */
  readonly rows: Float32Array | Float64Array;
  /** y `[n]`. */
  readonly targets: Float32Array | Float64Array;
  /** c `[n]`, each ≥ 0; all 1 when absent. */
  readonly weights?: Float32Array | Float64Array;
  /** m `[P]`. */
  readonly priorMean: Float32Array | Float64Array;
  /** λ > 0. */
  readonly penalty: number;
}

/** A solved problem, with what its gradient needs. */
export interface RidgeSolution {
  /** w* `[P]`. */
  readonly coefficients: Float64Array;
  /** (ΦᵀCΦ + λI)⁻¹ v for a vector `[P]`. */
  solve(vector: Float64Array): Float64Array;
}

/**
 * @throws {RangeError} when lengths do not fit or λ is not positive and finite.
 */
export function solveRidge(problem: RidgeProblem): RidgeSolution {
  const { rows, targets, weights, priorMean, penalty } = problem;
  const n = targets.length;
  const p = priorMean.length;
  if (rows.length !== n * p || (weights !== undefined && weights.length !== n)) {
    throw new RangeError(`A ridge over ${n} targets and ${p} columns got ${rows.length} row values.`);
  }
  if (!(penalty > 0 && Number.isFinite(penalty))) {
    throw new RangeError(`A ridge needs a positive penalty, not ${penalty}.`);
  }
  // Rows scaled by √c make the weighted problem a plain one, in the dual form too when some weight is 0.
  const scaled = new Float64Array(n * p);
  const residuals = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const root = Math.sqrt(weights?.[i] ?? 1);
    let prediction = 0;
    for (let k = 0; k < p; k++) {
      const value = rows[i * p + k]!;
      scaled[i * p + k] = value * root;
      prediction += value * priorMean[k]!;
    }
    residuals[i] = (targets[i]! - prediction) * root;
  }
  const solve = n < p ? dualSolver(scaled, n, p, penalty) : primalSolver(scaled, n, p, penalty);
  const step = solve(transposeTimes(scaled, residuals, n, p));
  return { coefficients: step.map((value, k) => value + (priorMean[k] ?? 0)), solve };
}

/** Smallest and largest ln λ that are used; beyond them a ridge is the prior, or not a ridge. */
const LOG_PENALTY_LIMITS = [-7, 12] as const;

/** λ from its logarithm, kept within bounds that a float32 solve can bear. */
export function penaltyOf(logPenalty: number): number {
  return Math.exp(Math.min(LOG_PENALTY_LIMITS[1], Math.max(LOG_PENALTY_LIMITS[0], logPenalty)));
}

/**
 * The ridge as a tfjs operation, differentiable in rows, targets, prior mean and ln λ.
 *
 * With u = (ΦᵀCΦ + λI)⁻¹ ∂L/∂w and the weighted residual s = C(y − Φw):
 * ∂L/∂Φ = s uᵀ − (CΦu) wᵀ, ∂L/∂y = CΦu, ∂L/∂m = λu, ∂L/∂ln λ = λ u·(m − w).
 *
 * @param rows Φ `[n, P]`
 * @param targets y `[n]`
 * @param priorMean m `[P]`
 * @param logPenalty ln λ, `[1]`
 * @param weights c `[n]`, constants
 * @returns w* `[P]`
 */
export function ridgeHead(
  rows: tf.Tensor2D,
  targets: tf.Tensor1D,
  priorMean: tf.Tensor1D,
  logPenalty: tf.Tensor1D,
  weights: Float32Array,
): tf.Tensor1D {
  const operation = tf.customGrad<tf.Tensor1D>((...inputs) => {
    const [phi, y, m, lnPenalty] = inputs.filter(isTensor);
    if (phi === undefined || y === undefined || m === undefined || lnPenalty === undefined) {
      throw new Error('A ridge needs rows, targets, a prior mean and a penalty.');
    }
    const n = y.size;
    const p = m.size;
    const phiValues = new Float64Array(phi.dataSync());
    const yValues = new Float64Array(y.dataSync());
    const mValues = new Float64Array(m.dataSync());
    const lnValue = lnPenalty.dataSync()[0] ?? 0;
    const penalty = penaltyOf(lnValue);
    const { coefficients, solve } = solveRidge({
      rows: phiValues,
      targets: yValues,
      weights,
      priorMean: mValues,
      penalty,
    });

    const gradFunc = (gradient: tf.Tensor): tf.Tensor[] => {
      const u = solve(new Float64Array(gradient.dataSync()));
      const gradPhi = new Float32Array(n * p);
      const gradTargets = new Float32Array(n);
      for (let i = 0; i < n; i++) {
        let prediction = 0;
        let projected = 0;
        for (let k = 0; k < p; k++) {
          const value = phiValues[i * p + k]!;
          prediction += value * coefficients[k]!;
          projected += value * u[k]!;
        }
        const weight = weights[i] ?? 1;
        const s = weight * ((yValues[i] ?? 0) - prediction);
        const q = weight * projected;
        gradTargets[i] = q;
        for (let k = 0; k < p; k++) gradPhi[i * p + k] = s * u[k]! - q * coefficients[k]!;
      }
      const within = lnValue > LOG_PENALTY_LIMITS[0] && lnValue < LOG_PENALTY_LIMITS[1];
      const slope = u.reduce(
        (sum, value, k) => sum + value * ((mValues[k] ?? 0) - (coefficients[k] ?? 0)),
        0,
      );
      return [
        tf.tensor2d(gradPhi, [n, p]),
        tf.tensor1d(gradTargets),
        tf.tensor1d(Float32Array.from(u, (value) => value * penalty)),
        tf.tensor1d([within ? penalty * slope : 0]),
      ];
    };
    return { value: tf.tensor1d(Float32Array.from(coefficients)), gradFunc };
  });
  return operation(rows, targets, priorMean, logPenalty);
}

type Solver = (vector: Float64Array) => Float64Array;

/** For n ≥ P: factors ΦᵀΦ + λI. */
function primalSolver(rows: Float64Array, n: number, p: number, penalty: number): Solver {
  const gram = lowerGram(transposed(rows, n, p), p, n);
  for (let j = 0; j < p; j++) gram[j * p + j]! += penalty;
  factorise(gram, p);
  return (vector) => substitute(gram, p, vector);
}

/** For n < P: (ΦᵀΦ + λI)⁻¹v = (v − Φᵀ(ΦΦᵀ + λI)⁻¹Φv)/λ (Woodbury). */
function dualSolver(rows: Float64Array, n: number, p: number, penalty: number): Solver {
  const kernel = lowerGram(rows, n, p);
  for (let i = 0; i < n; i++) kernel[i * n + i]! += penalty;
  factorise(kernel, n);
  return (vector) => {
    const inner = transposeTimes(rows, substitute(kernel, n, times(rows, vector, n, p)), n, p);
    for (let k = 0; k < p; k++) inner[k] = (vector[k]! - inner[k]!) / penalty;
    return inner;
  };
}

// Most of a head's time goes by in the loops below, on the reader's device: pairs of rows share what they load, and
// sums run in four lanes.

/** AAᵀ of `matrix` A `[size, length]`; of the result `[size, size]` the lower triangle is filled. */
function lowerGram(matrix: Float64Array, size: number, length: number): Float64Array {
  const gram = new Float64Array(size * size);
  for (let i = 0; i < size; i += 2) {
    const a = i * length;
    // An odd last row stands in for its missing neighbour, and its sums are dropped.
    const pairI = i + 1 < size;
    const b = pairI ? a + length : a;
    for (let j = 0; j <= i; j += 2) {
      const c = j * length;
      const pairJ = j + 1 < size;
      const d = pairJ ? c + length : c;
      let ac = 0;
      let ad = 0;
      let bc = 0;
      let bd = 0;
      for (let k = 0; k < length; k++) {
        const x = matrix[a + k]!;
        const y = matrix[b + k]!;
        const u = matrix[c + k]!;
        const v = matrix[d + k]!;
        ac += x * u;
        ad += x * v;
        bc += y * u;
        bd += y * v;
      }
      gram[i * size + j] = ac;
      if (pairJ) gram[i * size + j + 1] = ad;
      if (pairI) gram[(i + 1) * size + j] = bc;
      if (pairI && pairJ) gram[(i + 1) * size + j + 1] = bd;
    }
  }
  return gram;
}

/** Cholesky factor L of the lower triangle, in place. λI keeps every pivot positive. */
function factorise(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j <= i; j++) {
      const sum = matrix[row + j]! - dotOf(matrix, row, matrix, j * size, j);
      matrix[row + j] = i === j ? Math.sqrt(Math.max(sum, Number.MIN_VALUE)) : sum / matrix[j * size + j]!;
    }
  }
}

/** x with L Lᵀ x = b. */
function substitute(factor: Float64Array, size: number, vector: Float64Array): Float64Array {
  const x = vector.slice();
  for (let i = 0; i < size; i++) {
    x[i] = (x[i]! - dotOf(factor, i * size, x, 0, i)) / factor[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    const value = x[i]! / factor[i * size + i]!;
    x[i] = value;
    for (let k = 0; k < i; k++) x[k]! -= factor[i * size + k]! * value;
  }
  return x;
}

function times(rows: Float64Array, vector: Float64Array, n: number, p: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => dotOf(rows, i * p, vector, 0, p));
}

function transposeTimes(rows: Float64Array, vector: Float64Array, n: number, p: number): Float64Array {
  const out = new Float64Array(p);
  for (let i = 0; i < n; i++) {
    const value = vector[i]!;
    if (value === 0) continue;
    for (let k = 0; k < p; k++) out[k]! += rows[i * p + k]! * value;
  }
  return out;
}

function transposed(rows: Float64Array, n: number, p: number): Float64Array {
  const out = new Float64Array(n * p);
  for (let i = 0; i < n; i++) for (let k = 0; k < p; k++) out[k * n + i] = rows[i * p + k]!;
  return out;
}

/** Σ left[from + k]·right[to + k] over `length` numbers. */
function dotOf(left: Float64Array, from: number, right: Float64Array, to: number, length: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    a += left[from + k]! * right[to + k]!;
    b += left[from + k + 1]! * right[to + k + 1]!;
    c += left[from + k + 2]! * right[to + k + 2]!;
    d += left[from + k + 3]! * right[to + k + 3]!;
  }
  for (; k < length; k++) a += left[from + k]! * right[to + k]!;
  return a + b + (c + d);
}

function isTensor(input: unknown): input is tf.Tensor {
  return input instanceof tf.Tensor;
}
