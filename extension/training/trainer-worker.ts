import { registerMatrixProduct } from '../../shared/kernels/matrix-product.ts';
import { openKernels } from '../../shared/kernels/open-kernels.ts';
import type { TaleDatabase } from '../storage/database.ts';
import { startBackend, tensorCount } from './backend.ts';
import type { TrainingAssets } from './device-tasks/device-task.ts';
import { runTrainingJob } from './train-job.ts';
import { type WorkerReport, workerTaskSchema } from './trainer-protocol.ts';

export interface TrainerWorkerPorts {
  readonly db: TaleDatabase;
  readonly assets: TrainingAssets;
  readonly wasmFolder: string;
  now(): number;
  report(report: WorkerReport): void;
}

/**
 * Does the one task a Worker is given. The Worker is ended afterwards, so nothing piles up from training to training.
 * Never rejects: what went wrong is reported.
 */
export async function doWorkerTask(message: unknown, ports: TrainerWorkerPorts): Promise<void> {
  const task = workerTaskSchema.safeParse(message);
  if (!task.success) return ports.report({ is: 'failed', what: 'work', why: 'The task was not understood.' });
  const { job, backend } = task.data;
  try {
    await startBackend(backend, ports.wasmFolder);
    if (backend === 'wasm') {
      registerMatrixProduct(await openKernels(await ports.assets.read('/wasm/kernels.wasm')), 'wasm');
    }
  } catch (cause) {
    return ports.report({ is: 'failed', what: 'backend', why: sentenceOf(cause) });
  }
  ports.report({ is: 'ready' });
  const tensorsBefore = tensorCount();
  try {
    const { steps, note } = await runTrainingJob(job, {
      db: ports.db,
      assets: ports.assets,
      now: ports.now,
      backend,
      onStep: (step, of) => ports.report({ is: 'step', step, of }),
    });
    ports.report({ is: 'trained', steps, note, tensorsLeft: tensorCount() - tensorsBefore });
  } catch (cause) {
    ports.report({ is: 'failed', what: 'work', why: sentenceOf(cause) });
  }
}

function sentenceOf(cause: unknown): string {
  return cause instanceof Error && cause.message !== '' ? cause.message : 'Training failed without a reason.';
}
