/** What a probe panel says of a step, and how far its answers moved. */
export interface StepEffect {
  /** Mean loss on the round's half of the panel. */
  readonly lossBefore: number;
  readonly lossAfter: number;
  /** Root mean square of how far the judgement of a story moved, in standard deviations of the judgements before. */
  readonly jump: number;
}

export interface Effect {
  readonly before: Float32Array;
  readonly after: Float32Array;
  /** L2 norm of the step, and of the steps before it, newest first. */
  readonly stepNorm: number;
  readonly earlierSteps: readonly number[];
  /** Null without a panel. */
  readonly onPanel: StepEffect | null;
}

/** A step this many times as long as the mean of those before it is no learning. */
const LONGEST_STEP = 4;
/** Steps that are needed for a mean. */
const FEWEST_STEPS = 5;
/** The panel's loss may rise by this part in one round: what a half of it says scatters. */
const MOST_LOSS = 0.05;
/** Answers that move further than this in one round have jumped. */
const FARTHEST_JUMP = 0.75;

/**
 * 9. Effect: what the candidate model would do. A candidate that fails is not published: the round is quarantined, the
 * last good version stays, and the log says so.
 * @returns why the candidate fails, or null
 */
export function checkEffect({ before, after, stepNorm, earlierSteps, onPanel }: Effect): string | null {
  if (!after.every(Number.isFinite)) return 'the candidate holds a value that is not finite';
  if (after.every((value, j) => value === before[j])) return 'the candidate is the model it started from';
  const usual = earlierSteps.reduce((sum, step) => sum + step, 0) / Math.max(1, earlierSteps.length);
  if (earlierSteps.length >= FEWEST_STEPS && stepNorm > LONGEST_STEP * usual) {
    return `the step is ${(stepNorm / usual).toFixed(1)} times as long as those before it`;
  }
  if (onPanel === null) return null;
  const { lossBefore, lossAfter, jump } = onPanel;
  if (lossAfter > lossBefore * (1 + MOST_LOSS)) {
    return `the probe panel’s loss rose from ${lossBefore.toFixed(4)} to ${lossAfter.toFixed(4)}`;
  }
  if (jump > FARTHEST_JUMP) {
    return `the judgement of probe stories jumped by ${jump.toFixed(2)} standard deviations in one round`;
  }
  return null;
}
