import { sha256Hex } from '../../shared/crypto/sha256.ts';
import type { ModelSpec } from '../../shared/models/model-spec.ts';
import { decodeParameters, encodeParameters } from '../../shared/models/parameters.ts';
import { initialTasteParameters, tasteSpec } from '../../shared/models/taste.ts';
import { type ModelHash, modelHashSchema, type TaskName } from '../../shared/protocol/ids.ts';
import type { TaleDatabase } from '../storage/database.ts';
import { type ModelRecord, modelRecordSchema } from '../storage/records.ts';

/** The newest model of a task that is on the device and whole; null before the first. */
export async function newestModel(db: TaleDatabase, task: TaskName): Promise<ModelRecord | null> {
  const rows = await db.models.where('task').equals(task).toArray();
  return rows
    .filter((row) => modelRecordSchema.safeParse(row).success)
    .reduce<ModelRecord | null>(
      (best, row) => (best === null || row.version > best.version ? row : best),
      null,
    );
}

/**
 * The newest model. Before any was fetched taste has the one that everyone starts from (version 0, the same bits
 * everywhere), so that a device can learn alone; the other tasks are learnt together or not at all.
 */
export async function currentModel(
  db: TaleDatabase,
  task: TaskName,
  now: number,
): Promise<ModelRecord | null> {
  const newest = await newestModel(db, task);
  if (newest !== null || task !== 'taste') return newest;
  const parameters = encodeParameters(tasteSpec, initialTasteParameters());
  const hash = modelHashSchema.parse(sha256Hex(parameters));
  const first: ModelRecord = { hash, task, version: 0, parameters, fetchedAt: now };
  await db.models.put(first);
  return first;
}

/** The values of a model that is on the device. @throws {Error} with a sentence for the person when it is not */
export async function readParameters(
  db: TaleDatabase,
  { name, spec }: { readonly name: TaskName; readonly spec: ModelSpec },
  hash: ModelHash,
): Promise<Float32Array> {
  const row = modelRecordSchema.safeParse(await db.models.get(hash));
  if (!row.success || row.data.task !== name) {
    throw new Error('The model to train on is not on this device; it is fetched anew.');
  }
  return decodeParameters(spec, row.data.parameters);
}
