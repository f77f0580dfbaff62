import { trainLocally } from '../../shared/learning/train.ts';
import type { TaleDatabase } from '../storage/database.ts';
import { erasureMark } from '../storage/erase.ts';
import type { TrainingResult } from '../storage/records.ts';
import type { DeviceTask } from './device-tasks/device-task.ts';
import { withDeviceTask } from './device-tasks/registry.ts';
import type { JobOutcome, JobPorts } from './job-ports.ts';
import { judgeCandidate } from './judge-candidate.ts';
import { readParameters } from './models.ts';
import type { TrainingJob } from './trainer-protocol.ts';

/**
 * One training: reads model and examples, trains, fits what stays on the device, and leaves both results in one
 * transaction. Whoever ends it half-way (Stop, a closed browser) ends it with nothing changed.
 *
 * @throws {Error} with a sentence for the person when there is nothing to train on.
 */
export function runTrainingJob(job: TrainingJob, ports: JobPorts): Promise<JobOutcome> {
  return withDeviceTask(job.task, (task) => runJobOf(task, job, ports));
}

async function runJobOf<Example>(
  task: DeviceTask<Example>,
  job: TrainingJob,
  ports: JobPorts,
): Promise<JobOutcome> {
  if (job.purpose === 'judge') return judgeCandidate(task, job, ports);
  const mark = await erasureMark(ports.db);
  const parameters = await readParameters(ports.db, task, job.modelHash);
  const examples = await task.examples(ports.db);
  const shared =
    job.purpose === 'contribute' ? await trainShared(task, job, ports, parameters, examples) : null;
  const personal = task.personalise(parameters, examples);
  const at = ports.now();
  const { results, personal: heads, models, settings } = ports.db;
  await ports.db.transaction('rw', results, heads, models, settings, async () => {
    if ((await erasureMark(ports.db)) !== mark) {
      throw new Error('Data was deleted while training, so nothing was kept of it.');
    }
    if (personal !== null) await heads.put({ task: task.name, base: job.modelHash, ...personal, at });
    if (shared?.result != null) {
      await results.where('task').equals(task.name).delete();
      await results.put(shared.result);
    }
    await forgetOlderModels(ports.db, job.modelHash);
  });
  return { steps: shared?.result?.steps ?? 0, note: shared?.note ?? null };
}

async function trainShared<Example>(
  task: DeviceTask<Example>,
  job: TrainingJob,
  ports: JobPorts,
  parameters: Float32Array,
  examples: readonly Example[],
): Promise<{ result: TrainingResult | null; note: string | null }> {
  const { delta, steps, lossBefore, lossAfter, reason } = await trainLocally({
    task: await task.open(ports.assets),
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
    task: task.name,
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
