/** What an entity did in an epoch: the value of each of its rounds, and whether its probation is over. */
export interface EpochEntry {
  readonly entity: string;
  /** v of each round in which an update of this entity was aggregated, carried rounds included. */
  readonly values: readonly number[];
  readonly onProbation: boolean;
}

export interface EpochRules {
  /** What the epoch may pay at most, wei. */
  readonly pool: bigint;
  /** Improvement that earns the whole pool: no improvement means no emission. */
  readonly referenceScore: number;
  /** κ: the largest share of the pool an entity may be paid. */
  readonly cap: number;
  /** With fewer rounds than this the sum is carried to the next epoch. */
  readonly fewestRounds: number;
}

export type EpochOutcome =
  | { readonly entity: string; readonly outcome: 'paid'; readonly score: number; readonly pay: bigint }
  | { readonly entity: string; readonly outcome: 'carried'; readonly rounds: number }
  | {
      readonly entity: string;
      readonly outcome: 'unpaid';
      readonly score: number;
      readonly why: 'no-improvement' | 'probation';
    };

/** Parts a share is counted in: shares become whole numbers once, here, so that pay is exact in wei on every machine. */
const PARTS = 10n ** 12n;

/**
 * Pay of an epoch (`integrity.md` §5.2–5.4): score s = max(0, Σv − sd(v)·√T), summed first and clipped once; pay is
 * linear, min(P·s / max(Σs, S_ref), κP), rounded down. What is not paid is not issued and never shared out.
 * Outcomes are in the order of `entries`; Σ pay ≤ pool exactly.
 */
export function epochPay(entries: readonly EpochEntry[], rules: EpochRules): EpochOutcome[] {
  const scores = entries.map(({ values }) => (values.length < rules.fewestRounds ? 0 : epochScore(values)));
  const paidFor = scores.map((score, i) => (entries[i]!.onProbation ? 0 : score));
  const denominator = Math.max(
    paidFor.reduce((sum, s) => sum + s, 0),
    rules.referenceScore,
  );
  return entries.map(({ entity, values, onProbation }, i): EpochOutcome => {
    if (values.length < rules.fewestRounds) return { entity, outcome: 'carried', rounds: values.length };
    const score = scores[i]!;
    if (onProbation) return { entity, outcome: 'unpaid', score, why: 'probation' };
    const share = denominator > 0 ? Math.min(score / denominator, rules.cap) : 0;
    const pay = (rules.pool * BigInt(Math.floor(share * Number(PARTS)))) / PARTS;
    if (pay <= 0n) return { entity, outcome: 'unpaid', score, why: 'no-improvement' };
    return { entity, outcome: 'paid', score, pay };
  });
}

/** s = max(0, Σv − sd(v)·√T), with the sample standard deviation; T = 1 has none. */
function epochScore(values: readonly number[]): number {
  const n = values.length;
  if (n === 0) return 0;
  const sum = values.reduce((a, b) => a + b, 0);
  if (n === 1) return Math.max(0, sum);
  const mean = sum / n;
  const variance = values.reduce((s, v) => s + (v - mean) * (v - mean), 0) / (n - 1);
  return Math.max(0, sum - Math.sqrt(variance) * Math.sqrt(n));
}
