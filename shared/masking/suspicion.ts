/** How often a contributor was in groups whose sum was refused, and in all. */
export interface GroupRecord {
  readonly refused: number;
  readonly groups: number;
}

/** A culprit spoils its group nearly always: sometimes its garbage is short by luck, or it holds still. */
const SPOILS = 0.9;

/**
 * How likely a contributor is to spoil groups, after what became of those it was in. Groups are drawn anew each round, so
 * an honest one shares a refused group with chance 1 − (1 − p)^(g−1), a culprit makes one each time.
 * @param prior p: share of contributors who do so @param groupSize g
 */
export function suspicion({ refused, groups }: GroupRecord, prior: number, groupSize: number): number {
  const unlucky = 1 - (1 - prior) ** (groupSize - 1);
  const chance = (each: number): number => each ** refused * (1 - each) ** (groups - refused);
  const guilty = prior * chance(SPOILS);
  const innocent = (1 - prior) * chance(unlucky);
  return guilty / (guilty + innocent);
}

/** From here on a contributor is suspended. */
export const SUSPECTED = 0.99;
/** Share of contributors who are taken to spoil groups, before anything is known of one. */
export const USUAL_CULPRITS = 0.02;
