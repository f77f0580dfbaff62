/** A culprit spoils its group nearly always: sometimes its garbage is short by luck, or it holds still. */
const SPOILS = 0.9;
/** Share of contributors who are taken to spoil groups, before anything is known of one. */
const USUAL_CULPRITS = 0.02;

/** From here on a contributor is suspended. */
export const SUSPECTED = 0.99;

/**
 * What one round says of a member of its groups: ln of how much likelier a culprit is to be where it was, in nats. Groups
 * are drawn anew each round, so by chance one is in a refused group as often as groups are refused *in that round*: where
 * others spoil many, being in one says little.
 * @param isRefused whether its group's sum was refused @param refusedShare refused groups of the round's judged ones
 */
export function groupEvidence(isRefused: boolean, refusedShare: number): number {
  const chance = Math.min(0.99, Math.max(USUAL_CULPRITS, refusedShare));
  return isRefused ? Math.log(SPOILS / chance) : Math.log((1 - SPOILS) / (1 - chance));
}

/** How likely a contributor spoils groups, after the evidence of its rounds, added up. */
export function suspicion(evidence: number): number {
  const odds = (USUAL_CULPRITS / (1 - USUAL_CULPRITS)) * Math.exp(Math.min(700, evidence));
  return odds / (1 + odds);
}
