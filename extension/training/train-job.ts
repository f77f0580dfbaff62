import type { TasteExample } from '../../shared/learning/taste/example.ts';
import { fitPersonalTaste } from '../../shared/learning/taste/personal.ts';
import { tasteTask } from '../../shared/learning/taste/task.ts';
import { trainLocally } from '../../shared/learning/train.ts';
import { decodeParameters } from '../../shared/models/parameters.ts';
import { tasteSpec } from '../../shared/models/taste.ts';
import type { TaleDatabase } from '../storage/database.ts';
import { erasureMark } from '../storage/erase.ts';
import { exampleRecordSchema, modelRecordSchema, type TrainingResult } from '../storage/records.ts';
import type { Backend, TrainingJob } from './trainer-protocol.ts';

export interface JobPorts {
  readonly db: TaleDatabase;
  now(): number;
  readonly backend: Backend;
  onStep(step: number, of: number): void;
}

/**
 * One training: reads model and examples, trains, fits the reader's own head, and leaves both results in one
 * transaction. Whoever ends it half-way (Stop, a closed browser) ends it with nothing changed.
 *
 * @throws {Error} with a sentence for the person when there is nothing to train on.
 */
export async function runTrainingJob(
  job: TrainingJob,
  ports: JobPorts,
): Promise<{ steps: number; note: string | null }> {
  const mark = await erasureMark(ports.db);
  const parameters = await readParameters(ports.db, job.modelHash);
  const examples = await readExamples(ports.db);
  const shared = job.purpose === 'contribute' ? await trainShared(job, ports, parameters, examples) : null;
  const personal = fitPersonalTaste(parameters, examples);
  const at = ports.now();
  const { results, personal: heads, models, settings } = ports.db;
  await ports.db.transaction('rw', results, heads, models, settings, async () => {
    if ((await erasureMark(ports.db)) !== mark) {
      throw new Error('Data was deleted while training, so nothing was kept of it.');
    }
    await heads.put({
      task: 'taste',
      base: job.modelHash,
      head: personal,
      examples: personal.examples,
      at,
    });
    if (shared?.result != null) {
      await results.where('task').equals('taste').delete();
      await results.put(shared.result);
    }
    await forgetOlderModels(ports.db, job.modelHash);
  });
  return { steps: shared?.result?.steps ?? 0, note: shared?.note ?? null };
}

async function trainShared(
  job: TrainingJob,
  ports: JobPorts,
  parameters: Float32Array,
  examples: readonly TasteExample[],
): Promise<{ result: TrainingResult | null; note: string | null }> {
  const { delta, steps, lossBefore, lossAfter, reason } = await trainLocally({
    task: tasteTask,
    parameters,
    examples,
    budget: { steps: job.steps, milliseconds: job.milliseconds },
    seed: job.seed,
    onProgress: ({ step, steps: of }) => ports.onStep(step, of),
    yieldToHost: () => new Promise((resolve) => setTimeout(resolve, 0)),
    now: ports.now,
  });
  if (steps === 0) return { result: null, note: reason };
  const result: TrainingResult = {
    id: job.resultId,
    task: 'taste',
    base: job.modelHash,
    delta,
    steps,
    examples: examples.length,
    lossBefore,
    lossAfter,
    backend: ports.backend,
    at: ports.now(),
  };
  return { result, note: reason };
}

async function readParameters(db: TaleDatabase, hash: TrainingJob['modelHash']): Promise<Float32Array> {
  const row = modelRecordSchema.safeParse(await db.models.get(hash));
  if (!row.success) throw new Error('The model to train on is not on this device; it is fetched anew.');
  return decodeParameters(tasteSpec, row.data.parameters);
}

async function readExamples(db: TaleDatabase): Promise<TasteExample[]> {
  const rows = await db.examples.where('task').equals('taste').toArray();
  return rows.flatMap((row) => {
    const parsed = exampleRecordSchema.safeParse(row);
    if (!parsed.success) return [];
    const { features, preference, confidence, at } = parsed.data;
    return [{ features, preference, weight: confidence, at }];
  });
}

/** Versions before the one that was trained on serve nobody any more. */
async function forgetOlderModels(db: TaleDatabase, base: string): Promise<void> {
  const current = await db.models.get(base);
  if (current === undefined) return;
  await db.models
    .where('task')
    .equals(current.task)
    .filter((row) => row.version < current.version)
    .delete();
}
