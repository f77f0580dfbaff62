/** What a group's mean update was worth, and whose updates it is the mean of. */
export interface ValuedGroup {
  readonly value: number;
  readonly members: readonly string[];
}

/**
 * What each member's update was worth, where only means of groups are known: with m members of a group worth y and the
 * members of all *other* groups worth ȳ on average, m·y − (m − 1)·ȳ.
 *
 * Groups are drawn by chance, so a group's worth is on average (own + (m − 1)·others)/m, and the estimate is exactly
 * one's own worth, whoever the others are: who adds nothing gets nothing on average, however good the group. One round
 * says it m times less surely than seeing the update would; an epoch pays what is assured (`epoch-pay.ts`), so that this
 * costs patience and not fairness. Of a single group nothing can be told.
 * @returns values in the order of `groups` and their members
 */
export function memberValues(groups: readonly ValuedGroup[]): { member: string; value: number }[] {
  return groups.flatMap(({ value, members }, own) => {
    let sum = 0;
    let count = 0;
    groups.forEach((other, i) => {
      if (i === own) return;
      sum += other.value * other.members.length;
      count += other.members.length;
    });
    const m = members.length;
    const worth = count === 0 ? 0 : m * value - (m - 1) * (sum / count);
    return members.map((member) => ({ member, value: worth }));
  });
}
