/**
 * Measures of judgements against what happened. Labels are true/false; arrays are parallel.
 */

/**
 * Area under the ROC curve: how often a liked one scores above a disliked one, ties counting half (Mann–Whitney).
 *
 * @returns null when all labels are alike: nothing can be ranked.
 */
export function auc(scores: ArrayLike<number>, labels: readonly boolean[]): number | null {
  const positives = labels.filter(Boolean).length;
  const negatives = labels.length - positives;
  if (positives === 0 || negatives === 0) return null;
  const order = labels.map((_, index) => index).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  let rankSum = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    const value = scores[order[start] ?? 0];
    while (end < order.length && scores[order[end] ?? 0] === value) end++;
    // Ranks count from 1; the tied share their mean rank.
    const rank = (start + 1 + end) / 2;
    for (let at = start; at < end; at++) if (labels[order[at] ?? 0]) rankSum += rank;
    start = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Mean −ln of the probability given to what happened; probabilities are kept 10⁻⁶ off 0 and 1. 0 for no labels. */
export function logLoss(probabilities: ArrayLike<number>, labels: readonly boolean[]): number {
  return meanOf(labels, (label, index) => {
    const probability = Math.min(1 - 1e-6, Math.max(1e-6, probabilities[index] ?? 0.5));
    return -Math.log(label ? probability : 1 - probability);
  });
}

/** Mean squared distance of probabilities from what happened (Brier 1950). 0 for no labels. */
export function brier(probabilities: ArrayLike<number>, labels: readonly boolean[]): number {
  return meanOf(labels, (label, index) => ((probabilities[index] ?? 0.5) - (label ? 1 : 0)) ** 2);
}

/**
 * Expected calibration error: the mean distance, weighted by count, between what was promised and what came in
 * `bins` equal ranges of probability (Naeini 2015). 0 for no labels.
 */
export function calibrationError(
  probabilities: ArrayLike<number>,
  labels: readonly boolean[],
  bins = 10,
): number {
  const gaps = new Float64Array(bins);
  labels.forEach((label, index) => {
    const probability = Math.min(1, Math.max(0, probabilities[index] ?? 0.5));
    const bin = Math.min(bins - 1, Math.floor(probability * bins));
    gaps[bin] = (gaps[bin] ?? 0) + probability - (label ? 1 : 0);
  });
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / Math.max(1, labels.length);
}

function meanOf(labels: readonly boolean[], term: (label: boolean, index: number) => number): number {
  return labels.reduce((sum, label, index) => sum + term(label, index), 0) / Math.max(1, labels.length);
}
