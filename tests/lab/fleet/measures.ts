import type { JudgeReply, Person, PersonMeasures } from './crew.ts';
import { type Estimate, estimate } from './statistics.ts';

/** Segments of fewer people tell nothing. */
const SMALLEST_SEGMENT = 50;

/** Segments large enough to be told, the others together by their band of activity. */
export function segmentMembers(people: readonly Pick<Person, 'id' | 'segment'>[]): Map<string, Set<string>> {
  const sizes = new Map<string, number>();
  for (const { segment } of people) sizes.set(segment, (sizes.get(segment) ?? 0) + 1);
  const members = new Map<string, Set<string>>();
  for (const { id, segment } of people) {
    const large = (sizes.get(segment) ?? 0) >= SMALLEST_SEGMENT;
    const told = large ? segment : `other · ${segment.split(' · ').at(-1)}`;
    members.set(told, (members.get(told) ?? new Set()).add(id));
  }
  return members;
}

/** The part of a reply that speaks of some people. */
export function of(reply: JudgeReply, members: ReadonlySet<string>): JudgeReply {
  return reply.filter(({ id }) => members.has(id));
}

/** Measures of each person; what cannot be told of somebody is left out. */
export function measuresOf<P extends { readonly id: string }>(
  people: readonly P[],
  measure: (person: P) => Readonly<Record<string, number | null>>,
): JudgeReply {
  return people.flatMap((person): PersonMeasures[] => {
    const measures = Object.entries(measure(person)).filter(
      (entry): entry is [string, number] => entry[1] !== null,
    );
    return measures.length === 0 ? [] : [{ id: person.id, measures: Object.fromEntries(measures) }];
  });
}

/** A measure over people: its mean and how sure that is. */
export function spread(reply: JudgeReply, measure: string): Estimate {
  return estimate(reply.flatMap(({ measures }) => measures[measure] ?? []));
}

/** A measure's mean over people. */
export function mean(reply: JudgeReply, measure: string): number {
  return spread(reply, measure).mean;
}

/** What each reader has more of, from one model to another. */
export function pairedGain(to: JudgeReply, from: JudgeReply, measure: string, baseline: string): Estimate {
  const before = new Map(from.map(({ id, measures }) => [id, measures[baseline]]));
  return estimate(
    to.flatMap(({ id, measures }) => {
      const [now, then] = [measures[measure], before.get(id)];
      return now === undefined || then === undefined ? [] : [now - then];
    }),
  );
}
