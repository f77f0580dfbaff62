/** What is known of an entity's worth so far: enough for a mean and its spread, and what it was paid up to. */
export interface WorthAccount {
  /** Rounds that were valued. */
  readonly rounds: number;
  /** Σ v and Σ v² over them. */
  readonly sum: number;
  readonly squares: number;
  /** The highest assured worth that was paid for already. */
  readonly paidUpTo: number;
}

export const newAccount: WorthAccount = { rounds: 0, sum: 0, squares: 0, paidUpTo: 0 };

/** An entity's account before the epoch, and v of each round of the epoch in which an update of it was aggregated. */
export interface EpochEntry {
  readonly entity: string;
  readonly before: WorthAccount;
  readonly values: readonly number[];
}

export interface EpochRules {
  /** What the epoch may pay at most, wei. */
  readonly pool: bigint;
  /** Assured improvement that earns the whole pool: no improvement means no emission. */
  readonly referenceScore: number;
  /** κ: the largest share of the pool an entity may be paid. */
  readonly cap: number;
  /** With fewer rounds than this nothing is paid yet. */
  readonly fewestRounds: number;
}

export interface EpochOutcome {
  readonly entity: string;
  readonly outcome: 'paid' | 'carried' | 'unpaid';
  /** By how much the assured worth rose above what was paid for. */
  readonly score: number;
  /** Wei. */
  readonly pay: bigint;
  readonly after: WorthAccount;
}

/** Parts a share is counted in: shares become whole numbers once, here, so that pay is exact in wei on every machine. */
const PARTS = 10n ** 12n;

/**
 * Pay of an epoch, after `integrity.md` §5.2–5.4. An entity's worth is the sum of all its values ever; what is assured
 * of it is that sum less sd(v)·√T, one standard error. An epoch pays for the rise of the assured worth above the highest
 * that was paid before, and pay is linear in it: min(P·s / max(Σs, S_ref), κP), rounded down. So luck is paid at most
 * once and bad rounds have to be made good first: what is worth nothing on average earns a bounded amount in its whole
 * life, where honesty earns in proportion to its rounds. (Clipping each epoch by itself, luck is paid every time.)
 *
 * What is not paid is not issued and never shared out. Outcomes are in the order of `entries`; Σ pay ≤ pool exactly.
 */
export function epochPay(entries: readonly EpochEntry[], rules: EpochRules): EpochOutcome[] {
  const worths = entries.map(({ before, values }) => worthAfter(before, values, rules.fewestRounds));
  const denominator = Math.max(
    worths.reduce((sum, { score }) => sum + score, 0),
    rules.referenceScore,
  );
  return entries.map(({ entity }, i): EpochOutcome => {
    const { score, after } = worths[i]!;
    if (after.rounds < rules.fewestRounds) return { entity, outcome: 'carried', score: 0, pay: 0n, after };
    const share = denominator > 0 ? Math.min(score / denominator, rules.cap) : 0;
    const pay = (rules.pool * BigInt(Math.floor(share * Number(PARTS)))) / PARTS;
    return { entity, outcome: pay > 0n ? 'paid' : 'unpaid', score, pay, after };
  });
}

function worthAfter(before: WorthAccount, values: readonly number[], fewestRounds: number) {
  const rounds = before.rounds + values.length;
  let { sum, squares } = before;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const assured = rounds < fewestRounds ? 0 : sum - standardError(rounds, sum, squares);
  const score = Math.max(0, assured - before.paidUpTo);
  return { score, after: { rounds, sum, squares, paidUpTo: before.paidUpTo + score } };
}

/** sd(v)·√T of T values, with the sample standard deviation; one value has none. */
function standardError(rounds: number, sum: number, squares: number): number {
  if (rounds < 2) return 0;
  return Math.sqrt((Math.max(0, squares - (sum * sum) / rounds) / (rounds - 1)) * rounds);
}
