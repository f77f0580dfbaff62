import { COHORT_ROUNDS, OWN_ROUNDS } from '../../../../server/entities/sketches.ts';
import { isEstablished } from '../../../../server/entities/standing.ts';
import { SAME } from '../../../../server/inspection/check-copy.ts';
import { sha256Hex } from '../../../../shared/crypto/sha256.ts';
import { drawCohort } from '../../../../shared/influence/draw-cohort.ts';
import { multiplicities } from '../../../../shared/influence/multiplicity.ts';
import { SKETCH_LENGTH, type Sketcher } from '../../../../shared/influence/sketch.ts';
import { l2Norm } from '../../../../shared/numerics/tiled-reductions.ts';
import { epochPay, newAccount } from '../../../../shared/valuation/epoch-pay.ts';
import { valueAlong } from '../../../../shared/valuation/marginal-value.ts';
import { novelty } from '../../../../shared/valuation/novelty.ts';
import { LEAST_NORM } from '../../../../shared/valuation/value-updates.ts';
import type { CosineTable } from './cosine-table.ts';

/** What everybody could know of the rounds that were played. */
export interface Path {
  readonly aggregates: readonly Float32Array[];
  /** P g of each round: the direction of improvement without what was published. */
  readonly directions: readonly Float64Array[];
  /** C, and K. */
  readonly norm: number;
  readonly cohort: number;
  /** Rounds at the beginning in which everybody is honest, and which are not paid. */
  readonly warmUp: number;
}

/** One identity in one round. */
interface Turn {
  /** Its sketch in the table. */
  readonly row: number;
  /** Sketch of what it is beyond the round's aggregate. */
  readonly residual: Float64Array;
  /** What it is drawn by. */
  readonly hash: string;
  /** ⟨P x, P g⟩; 0 where it is too small. */
  readonly worth: number;
}

/** One identity over all rounds; null where it sent nothing. */
export interface PlayedIdentity {
  readonly name: string;
  /** Accepted rounds before the first. */
  readonly acceptedBefore: number;
  readonly turns: readonly (Turn | null)[];
}

/** Works out once what an identity's updates are worth on a path, whoever is drawn. */
export function playIdentity(
  path: Path,
  { sketch, table }: { readonly sketch: Sketcher; readonly table: CosineTable },
  identity: Pick<PlayedIdentity, 'name' | 'acceptedBefore'>,
  updates: readonly (Float32Array | null)[],
): PlayedIdentity {
  return {
    ...identity,
    turns: updates.map((row, t) => {
      if (row === null) return null;
      const aggregate = path.aggregates[t]!;
      return {
        row: table.add(sketch(row)),
        hash: hashOf(`${identity.name} ${t}`),
        residual: sketch(row.map((value, j) => value - aggregate[j]!)),
        worth:
          l2Norm(row) < LEAST_NORM * path.norm
            ? 0
            : valueAlong(path.directions[t]!, { delta: row, multiplicity: 1, novelty: 1 }),
      };
    }),
  };
}

/** What is tried in place of the server's rules. */
export interface Rules {
  readonly probationRounds: number;
  /** Newcomers are held to a tenth of a cohort. */
  readonly crowd: boolean;
}

/**
 * How far the assured worth of each identity rises in one epoch of all rounds when these and nobody else send: arrival,
 * copies, draw, novelty, multiplicity, probation and account as on the server.
 * @returns scores by name
 */
export function scoresOf(
  identities: readonly PlayedIdentity[],
  path: Path,
  table: CosineTable,
  { rules, seed }: { readonly rules: Rules; readonly seed: string },
): Map<string, number> {
  const lives = identities.map((identity) => ({
    identity,
    accepted: identity.acceptedBefore,
    sent: [] as number[],
    history: new Float64Array(SKETCH_LENGTH),
    values: [] as number[],
  }));
  const cohorts: number[][] = [];
  for (let t = 0; t < path.aggregates.length; t++) {
    const recent = cohorts.slice(-COHORT_ROUNDS).flat();
    const arrived: number[] = [];
    const candidates = new Map<string, { life: (typeof lives)[number]; turn: Turn; largest: number }>();
    for (const life of lives) {
      const turn = life.identity.turns[t];
      if (turn === null || turn === undefined) continue;
      const inPast = table.largest(turn.row, life.sent.slice(-OWN_ROUNDS));
      // Refused on arrival: nobody's update.
      if (inPast > SAME) continue;
      const largest = Math.max(inPast, table.largest(turn.row, recent), table.largest(turn.row, arrived));
      life.sent.push(turn.row);
      arrived.push(turn.row);
      if (largest <= SAME) candidates.set(turn.hash, { life, turn, largest });
    }
    const { cohort } = drawCohort(
      [...candidates].map(([update, { life }]) => ({
        update,
        entity: life.identity.name,
        established: isEstablished(life.accepted),
      })),
      { size: path.cohort, seed: hashOf(`${seed} ${t}`), label: 'valuation', crowd: rules.crowd },
    );
    const drawn = cohort.flatMap((hash) => candidates.get(hash) ?? []);
    const alike = multiplicities(drawn.map(({ life }) => life.history));
    for (const [i, { life, turn, largest }] of drawn.entries()) {
      if (t >= path.warmUp && life.accepted >= rules.probationRounds) {
        life.values.push((turn.worth * novelty(largest)) / (alike[i] ?? 1));
      }
      life.accepted++;
    }
    for (const { life, turn } of drawn) {
      for (let j = 0; j < SKETCH_LENGTH; j++) life.history[j] = life.history[j]! + turn.residual[j]!;
    }
    cohorts.push(drawn.map(({ turn }) => turn.row));
  }
  const outcomes = epochPay(
    lives.map(({ identity, values }) => ({ entity: identity.name, before: newAccount, values })),
    { pool: 0n, referenceScore: 1, cap: 1, fewestRounds: 1 },
  );
  return new Map(outcomes.map(({ entity, score }) => [entity, score]));
}

function hashOf(text: string): string {
  return sha256Hex(new TextEncoder().encode(text));
}
