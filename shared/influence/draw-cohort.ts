import { fromHex } from '../crypto/hex.ts';
import { seededRanks } from '../crypto/seeded-draw.ts';

/** An accepted update that waits for the draw. */
export interface DrawEntry {
  readonly update: string;
  /** Who is counted once: an entity, not a key. */
  readonly entity: string;
  readonly established: boolean;
}

export interface Draw {
  /** Hashes of the updates of the cohort, sorted. */
  readonly cohort: string[];
  /** Accepted all the same, and not drawn; sorted. */
  readonly notDrawn: string[];
}

/**
 * Draws the cohort of a round (`integrity.md` §7): ascending SHA-256(label ‖ seed ‖ update hash), one update an entity,
 * the first in that order, and one newcomer for nine established ones once there is a crowd. Newcomers compete with
 * everybody for their places rather than among themselves, so that being new never makes it likelier to be drawn.
 * @param options `size`: K; `crowd`: enough established entities exist, so that newcomers are held to a tenth
 */
export function drawCohort(
  accepted: readonly DrawEntry[],
  options: { readonly size: number; readonly seed: string; readonly label: string; readonly crowd: boolean },
): Draw {
  const ranked = seededRanks(
    accepted.map(({ update }) => update),
    fromHex(options.seed),
    options.label,
  );
  const byHash = new Map(accepted.map((entry) => [entry.update, entry]));
  const entities = new Set<string>();
  const candidates: DrawEntry[] = [];
  for (const hash of ranked) {
    const entry = byHash.get(hash);
    if (entry === undefined || entities.has(entry.entity)) continue;
    entities.add(entry.entity);
    candidates.push(entry);
  }
  const cohort = new Set(
    (options.crowd ? nineToOne(candidates, options.size) : candidates.slice(0, options.size)).map(
      ({ update }) => update,
    ),
  );
  return {
    cohort: [...cohort].sort(),
    notDrawn: ranked.filter((hash) => !cohort.has(hash)).sort(),
  };
}

/** The first of the ranked that fit: places go in order of rank, newcomers to at most ⌊established / 9⌋ of them. */
function nineToOne(ranked: readonly DrawEntry[], size: number): DrawEntry[] {
  const drawn = ranked.slice(0, size);
  const rest = ranked.slice(size).filter(({ established }) => established);
  for (;;) {
    const newcomers = drawn.filter(({ established }) => !established);
    const allowed = Math.floor((drawn.length - newcomers.length) / 9);
    const last = newcomers.at(-1);
    if (last === undefined || newcomers.length <= allowed) return drawn;
    drawn.splice(drawn.indexOf(last), 1);
    const next = rest.shift();
    if (next !== undefined) drawn.push(next);
  }
}
