/**
 * 6. Effect: what the candidate model would do. A candidate that fails is not published: the round is quarantined, the
 * last good version stays, and the log says so.
 * @returns why the candidate fails, or null
 */
export function checkEffect({ before, after }: { before: Float32Array; after: Float32Array }): string | null {
  if (!after.every(Number.isFinite)) return 'the candidate holds a value that is not finite';
  if (after.every((value, j) => value === before[j])) return 'the candidate is the model it started from';
  return null;
}
