import type { JudgeReply } from './crew.ts';

/**
 * Who taught the engine decides whether it learnt: people score a version on their own held-out examples, against the
 * last one that they let pass (`integrity.md`, ratification; without randomised responses, for nobody listens in here).
 */
export interface Ratification {
  /** Scores of a version by the people who are asked, higher is better. */
  score(parameters: Float32Array): Promise<JudgeReply>;
  /** Which measure of a reply is a person's score. */
  readonly measure: string;
}

/** Rejections in a row after which a training ends: later versions start from what was rejected. */
export const REJECTIONS_THAT_END = 2;

/** A version is rejected when the share of ‘worse’ exceeds one half by two standard errors; no difference is no vote. */
export function isRejected(before: JudgeReply, after: JudgeReply, measure: string): boolean {
  const scores = new Map(before.map(({ id, measures }) => [id, measures[measure]]));
  let worse = 0;
  let votes = 0;
  for (const { id, measures } of after) {
    const [then, now] = [scores.get(id), measures[measure]];
    if (then === undefined || now === undefined || then === now) continue;
    votes++;
    if (now < then) worse++;
  }
  return votes > 0 && worse / votes > 0.5 + 2 * Math.sqrt(0.25 / votes);
}
