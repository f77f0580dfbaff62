/**
 * From judgements to probabilities: P(liked) = sigmoid(slope · judgement + intercept), Platt's scaling (1999) as a
 * maximum a posteriori fit, so that few examples leave it near what holds for readers in general.
 */
export interface Calibration {
  readonly slope: number;
  readonly intercept: number;
}

/**
 * What holds without examples: judgements are in deviations from a reader's mean, with a remaining error near 0.85,
 * and Φ(x/0.85) ≈ sigmoid(2x).
 */
export const usualCalibration: Calibration = { slope: 2, intercept: 0 };

/** How far slope and intercept may be from usual (standard deviations of the prior). */
const SLOPE_SPREAD = 0.7;
const INTERCEPT_SPREAD = 0.7;
/** A negative slope would say that the judgement is upside down; the least that is believed. */
const SMALLEST_SLOPE = 0.05;
const NEWTON_STEPS = 30;

/**
 * @param judgements of stories that the judge was not fitted on.
 * @param weights how sure each label is, 0 … 1.
 */
export function fitCalibration(
  judgements: ArrayLike<number>,
  liked: readonly boolean[],
  weights: ArrayLike<number>,
): Calibration {
  let { slope, intercept } = usualCalibration;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    let gradSlope = (slope - usualCalibration.slope) / SLOPE_SPREAD ** 2;
    let gradIntercept = (intercept - usualCalibration.intercept) / INTERCEPT_SPREAD ** 2;
    let slopeSlope = 1 / SLOPE_SPREAD ** 2;
    let slopeIntercept = 0;
    let interceptIntercept = 1 / INTERCEPT_SPREAD ** 2;
    liked.forEach((label, index) => {
      const judgement = judgements[index] ?? 0;
      const weight = weights[index] ?? 1;
      const probability = sigmoid(slope * judgement + intercept);
      const error = weight * (probability - (label ? 1 : 0));
      const curvature = weight * probability * (1 - probability);
      gradSlope += error * judgement;
      gradIntercept += error;
      slopeSlope += curvature * judgement * judgement;
      slopeIntercept += curvature * judgement;
      interceptIntercept += curvature;
    });
    const determinant = slopeSlope * interceptIntercept - slopeIntercept * slopeIntercept;
    const slopeStep = (interceptIntercept * gradSlope - slopeIntercept * gradIntercept) / determinant;
    const interceptStep = (slopeSlope * gradIntercept - slopeIntercept * gradSlope) / determinant;
    // The problem is convex; half steps past a large move keep Newton from overshooting.
    const damping = Math.min(1, 2 / (Math.abs(slopeStep) + Math.abs(interceptStep) + 1e-12));
    slope -= damping * slopeStep;
    intercept -= damping * interceptStep;
    if (Math.abs(slopeStep) + Math.abs(interceptStep) < 1e-9) break;
  }
  return { slope: Math.max(SMALLEST_SLOPE, slope), intercept };
}

/** Probability strictly between 0 and 1. */
export function calibrated(judgement: number, { slope, intercept }: Calibration): number {
  return Math.min(0.999, Math.max(0.001, sigmoid(slope * judgement + intercept)));
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
