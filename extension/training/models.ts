import { sha256Hex } from '../../shared/crypto/sha256.ts';
import { encodeParameters } from '../../shared/models/parameters.ts';
import { initialTasteParameters, tasteSpec } from '../../shared/models/taste.ts';
import { modelHashSchema } from '../../shared/protocol/ids.ts';
import type { TaleDatabase } from '../storage/database.ts';
import { type ModelRecord, modelRecordSchema } from '../storage/records.ts';

/** The newest model of the task that is on the device and whole; null before the first. */
export async function newestModel(db: TaleDatabase): Promise<ModelRecord | null> {
  const rows = await db.models.where('task').equals('taste').toArray();
  return rows
    .filter((row) => modelRecordSchema.safeParse(row).success)
    .reduce<ModelRecord | null>(
      (best, row) => (best === null || row.version > best.version ? row : best),
      null,
    );
}

/** The newest model; before any was fetched, the one that everyone starts from (version 0, the same bits everywhere). */
export async function currentModel(db: TaleDatabase, now: number): Promise<ModelRecord> {
  const newest = await newestModel(db);
  if (newest !== null) return newest;
  const parameters = encodeParameters(tasteSpec, initialTasteParameters());
  const hash = modelHashSchema.parse(sha256Hex(parameters));
  const first: ModelRecord = { hash, task: 'taste', version: 0, parameters, fetchedAt: now };
  await db.models.put(first);
  return first;
}
