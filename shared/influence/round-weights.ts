import { capFor, cappedShares, LEAST_CAP } from './cap.ts';

/** What decides how much a row of a cohort may weigh. Nothing here is the client's word. */
export interface RowStanding {
  readonly ramp: number;
  readonly established: boolean;
  readonly staleness: number;
  readonly multiplicity: number;
  /** Held at 5 % while its entity has more than a tenth of the influence of the last rounds (`window.ts`). */
  readonly held?: boolean | undefined;
}

/** All contributors younger than the ramp hold at most this together, once a crowd of established ones exists. */
const NEWCOMERS_AT_MOST = 0.1;

/**
 * Weights `[n]`, Σ = 1, of a cohort with one row an entity: ramp × 1/√(1+staleness) × 1/m, then no entity above κ, then
 * newcomers together at most 10 % (not during bootstrap, when there is no crowd to protect).
 */
export function roundWeights(rows: readonly RowStanding[], options: { bootstrap: boolean }): number[] {
  if (rows.length === 0) return [];
  const raw = rows.map((row) => row.ramp / Math.sqrt(1 + row.staleness) / row.multiplicity);
  const kappa = capFor(rows.length);
  const caps = rows.map(({ held }) => (held === true ? Math.min(kappa, LEAST_CAP) : kappa));
  const shares = cappedShares(raw, caps);
  if (options.bootstrap) return shares;
  const newcomers = shares.reduce((sum, share, i) => sum + (rows[i]!.established ? 0 : share), 0);
  if (newcomers <= NEWCOMERS_AT_MOST || newcomers >= 1 - 1e-12) return shares;
  const within = (keep: (row: RowStanding) => boolean, part: number): number[] => {
    const members = raw.map((w, i) => (keep(rows[i]!) ? w : 0));
    const within = caps.map((cap) => Math.min(1, cap / part));
    return cappedShares(members, within).map((share) => share * part);
  };
  const old = within((row) => row.established, 1 - NEWCOMERS_AT_MOST);
  const young = within((row) => !row.established, NEWCOMERS_AT_MOST);
  return rows.map((row, i) => (row.established ? old[i]! : young[i]!));
}
