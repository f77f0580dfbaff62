import { and, desc, eq, gte, inArray } from 'drizzle-orm';
import {
  float32Bytes,
  float32FromBytes,
  float64Bytes,
  float64FromBytes,
} from '../../shared/codec/vector-bytes.ts';
import { SKETCH_LENGTH, type Sketcher, sketcher } from '../../shared/influence/sketch.ts';
import type { Database } from '../store/database.ts';
import { histories, sketches } from '../store/schema.ts';

/** Rounds back to which a contributor's own updates are remembered. */
export const OWN_ROUNDS = 50;
/** Rounds back to which the cohorts' updates are remembered against everybody. */
export const COHORT_ROUNDS = 20;

/** A sketch of an accepted update. */
export interface StoredSketch {
  readonly update: string;
  readonly contributor: string;
  readonly sketch: Float32Array;
}

/** Sketchers by task, from one secret: who does not know it cannot make copies that look unlike. */
export function taskSketchers(secret: string): (task: string, d: number) => Sketcher {
  const known = new Map<string, Sketcher>();
  return (task, d) => {
    const name = `${task} ${d}`;
    const made = known.get(name) ?? sketcher(d, `${secret} ${task}`);
    known.set(name, made);
    return made;
  };
}

export async function storeSketch(
  tx: Database,
  row: { update: string; task: string; round: number; contributor: string; sketch: Float64Array },
): Promise<void> {
  const sketch = Buffer.from(float32Bytes(Float32Array.from(row.sketch))).toString('base64');
  await tx.insert(sketches).values({ ...row, sketch });
}

/** What a contributor sent lately, newest first. */
export async function ownSketches(db: Database, task: string, contributor: string): Promise<StoredSketch[]> {
  const rows = await db
    .select()
    .from(sketches)
    .where(and(eq(sketches.contributor, contributor), eq(sketches.task, task)))
    .orderBy(desc(sketches.round))
    .limit(OWN_ROUNDS);
  return rows.flatMap(opened);
}

/** Everything that was accepted from a round on, by contributors of `only` where they are given. */
export async function sketchesSince(
  db: Database,
  task: string,
  round: number,
  only: readonly string[] | null = null,
): Promise<(StoredSketch & { readonly round: number })[]> {
  if (only !== null && only.length === 0) return [];
  const rows = await db
    .select()
    .from(sketches)
    .where(
      and(
        eq(sketches.task, task),
        gte(sketches.round, round),
        only === null ? undefined : inArray(sketches.contributor, [...only]),
      ),
    );
  return rows.flatMap((row) => opened(row).map((sketch) => ({ ...sketch, round: row.round })));
}

function opened(row: typeof sketches.$inferSelect): StoredSketch[] {
  const sketch = float32FromBytes(Buffer.from(row.sketch, 'base64'));
  return sketch === null ? [] : [{ update: row.update, contributor: row.contributor, sketch }];
}

/** Running sums H of contributors, `[SKETCH_LENGTH]` each; zeros for who has none. */
export async function historiesOf(
  db: Database,
  task: string,
  contributors: readonly string[],
): Promise<Map<string, Float64Array>> {
  const known = new Map<string, Float64Array>();
  if (contributors.length === 0) return known;
  const rows = await db
    .select()
    .from(histories)
    .where(and(eq(histories.task, task), inArray(histories.contributor, [...contributors])));
  for (const { contributor, sum } of rows) {
    const values = float64FromBytes(Buffer.from(sum, 'base64'));
    if (values?.length === SKETCH_LENGTH) known.set(contributor, values);
  }
  return known;
}

/** Adds what a round's cohort sent beyond its aggregate to their histories. */
export async function addToHistories(
  tx: Database,
  task: string,
  residuals: ReadonlyMap<string, Float64Array>,
): Promise<void> {
  const before = await historiesOf(tx, task, [...residuals.keys()]);
  for (const [contributor, residual] of residuals) {
    const own = before.get(contributor);
    const sum = Buffer.from(
      float64Bytes(own === undefined ? residual : own.map((value, i) => value + residual[i]!)),
    ).toString('base64');
    await tx
      .insert(histories)
      .values({ contributor, task, rounds: 1, sum })
      .onConflictDoUpdate({ target: [histories.contributor, histories.task], set: { sum } });
  }
}
