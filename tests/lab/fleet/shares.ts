import type { JudgeReply } from './crew.ts';
import { type Estimate, estimate, ratioEstimate } from './statistics.ts';

/** Measures that count: how many words or lists a person has, and of how many something is true. */

/** Of everything that all people have; the standard error is for people drawn whole. */
export function share(reply: JudgeReply, part: string, whole: string): Estimate {
  return ratioEstimate(
    reply.map(({ measures }) => ({ part: measures[part] ?? 0, whole: measures[whole] ?? 0 })),
  );
}

/** Mean over people, however much each has. */
export function shareByPerson(reply: JudgeReply, part: string, whole: string): Estimate {
  return estimate(
    reply.flatMap(({ measures }) => {
      const all = measures[whole] ?? 0;
      return all === 0 ? [] : [(measures[part] ?? 0) / all];
    }),
  );
}

/** How much larger a share one count is than another of the same words or lists. */
export function shareGain(
  to: JudgeReply,
  measure: string,
  from: JudgeReply,
  baseline: string,
  whole: string,
): Estimate {
  const before = new Map(from.map(({ id, measures }) => [id, measures[baseline] ?? 0]));
  return ratioEstimate(
    to.map(({ id, measures }) => ({
      part: (measures[measure] ?? 0) - (before.get(id) ?? 0),
      whole: measures[whole] ?? 0,
    })),
  );
}

/** The measures of two replies, person by person. */
export function joinedMeasures(left: JudgeReply, right: JudgeReply): JudgeReply {
  const others = new Map(right.map(({ id, measures }) => [id, measures]));
  return left.map(({ id, measures }) => ({ id, measures: { ...measures, ...others.get(id) } }));
}

/** A count over all people. */
export function total(reply: JudgeReply, measure: string): number {
  return reply.reduce((sum, { measures }) => sum + (measures[measure] ?? 0), 0);
}
