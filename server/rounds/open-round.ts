import { and, desc, eq, inArray, max } from 'drizzle-orm';
import { float32Bytes, float64Bytes } from '../../shared/codec/vector-bytes.ts';
import { sha256Hex } from '../../shared/crypto/sha256.ts';
import { PROTOCOL_VERSION } from '../../shared/protocol/envelope.ts';
import { hashSchema, modelHashSchema } from '../../shared/protocol/ids.ts';
import type { Database } from '../store/database.ts';
import { models, publicBlobs, rounds } from '../store/schema.ts';
import type { RoundPorts } from './ports.ts';
import { activeStates, candidateSchema } from './round-state.ts';
import { initialOptimiserState, type TaskSettings } from './task-settings.ts';

export type RoundRow = typeof rounds.$inferSelect;

/** The round of `task` that is under way, whatever its state. */
export async function activeRound(db: Database, task: string): Promise<RoundRow | null> {
  const [row] = await db
    .select()
    .from(rounds)
    .where(and(eq(rounds.task, task), inArray(rounds.state, [...activeStates])));
  return row ?? null;
}

/** Makes sure that the task has a first model and a round under way; publishes version 1 where there is none. */
export async function ensureRound(ports: RoundPorts, settings: TaskSettings): Promise<void> {
  const { db } = ports;
  const [published] = await db
    .select({ hash: models.hash })
    .from(models)
    .where(eq(models.task, settings.task))
    .limit(1);
  if (published === undefined) await publishFirstModel(ports, settings);
  await db.transaction(async (tx) => {
    if ((await activeRound(tx, settings.task)) === null) await openRound(tx, ports, settings);
  });
}

/** Opens the next round on the newest model, inside the caller's transaction; returns its id. */
export async function openRound(tx: Database, ports: RoundPorts, settings: TaskSettings): Promise<number> {
  const [model] = await tx
    .select()
    .from(models)
    .where(eq(models.task, settings.task))
    .orderBy(desc(models.version))
    .limit(1);
  if (model === undefined) throw new Error(`task ${settings.task} has no model to open a round on`);
  const [last] = await tx
    .select({ number: max(rounds.number) })
    .from(rounds)
    .where(eq(rounds.task, settings.task));
  const now = ports.now();
  const [opened] = await tx
    .insert(rounds)
    .values({
      task: settings.task,
      number: (last?.number ?? 0) + 1,
      state: 'open',
      baseVersion: model.version,
      baseHash: model.hash,
      stateHash: model.stateHash,
      norm: await normOf(tx, settings),
      privacy: settings.privacy,
      masking: settings.masking,
      seed: ports.randomHash(),
      openedAt: now,
      deadline: now + settings.roundMs,
    })
    .returning({ id: rounds.id });
  if (opened === undefined) throw new Error('the round was not stored');
  return opened.id;
}

/** C of the round to open: where it follows the updates, what the last round left. */
async function normOf(tx: Database, { task, norm, normDrift }: TaskSettings): Promise<number> {
  if (normDrift === 0) return norm;
  const [last] = await tx
    .select({ norm: rounds.norm, candidate: rounds.candidate })
    .from(rounds)
    .where(eq(rounds.task, task))
    .orderBy(desc(rounds.number))
    .limit(1);
  if (last === undefined) return norm;
  // A round without a model tells nothing of what is sent: the next one has the same norm.
  return candidateSchema.safeParse(last.candidate).data?.nextNorm?.norm ?? last.norm;
}

/** SHA-256 of a round's seed: published when it opens, so that the cohort cannot be chosen afterwards. */
export function seedCommitment(seed: string): string {
  return sha256Hex(new TextEncoder().encode(seed));
}

async function publishFirstModel(ports: RoundPorts, settings: TaskSettings): Promise<void> {
  const hash = await ports.blobs.put(float32Bytes(await settings.initialParameters()));
  const stateHash = await ports.blobs.put(float64Bytes(initialOptimiserState(settings)));
  const now = ports.now();
  await ports.db.transaction(async (tx) => {
    const inserted = await tx
      .insert(models)
      .values({ hash, task: settings.task, version: 1, stateHash, publishedAt: now })
      .onConflictDoNothing()
      .returning({ hash: models.hash });
    if (inserted.length === 0) return;
    await tx
      .insert(publicBlobs)
      .values([
        { hash, kind: 'model', since: now },
        { hash: stateHash, kind: 'state', since: now },
      ])
      .onConflictDoNothing();
    await ports.log.append(tx, {
      type: 'genesis',
      protocol: PROTOCOL_VERSION,
      task: settings.task,
      model: { version: 1, hash: modelHashSchema.parse(hash), parameters: settings.parameterCount },
      optimiserState: hashSchema.parse(stateHash),
      createdAt: now,
    });
  });
}
