import { z } from 'zod';
import { modelHashSchema, taskSchema } from '../../shared/protocol/ids.ts';
import { trainingPurposeSchema } from '../messaging/messages.ts';

/** What the document that trains and its Worker say to each other. Tensors travel through the database. */

export const backendSchema = z.enum(['wasm', 'cpu']);
export type Backend = z.infer<typeof backendSchema>;

export const trainingJobSchema = z.object({
  /** Names the result in the database. */
  resultId: z.string().min(1).max(64),
  task: taskSchema,
  modelHash: modelHashSchema,
  /** `modelHash` is of the model to start from, or of the candidate to judge. */
  purpose: trainingPurposeSchema,
  seed: z.number().int().nonnegative(),
  steps: z.number().int().min(1).max(100_000),
  /** The time training may take, ms. */
  milliseconds: z.number().positive(),
});
export type TrainingJob = z.infer<typeof trainingJobSchema>;

/** Document → Worker, once. */
export const workerTaskSchema = z.object({ job: trainingJobSchema, backend: backendSchema });

/** Worker → document. */
export const workerReportSchema = z.discriminatedUnion('is', [
  /** The backend is up and the work begins. */
  z.object({ is: z.literal('ready') }),
  z.object({ is: z.literal('step'), step: z.number().int(), of: z.number().int() }),
  z.object({
    is: z.literal('trained'),
    steps: z.number().int(),
    /** For a person: why fewer steps were made, or none; null when all were. */
    note: z.string().nullable(),
    /** Tensors that were not freed: 0, or memory would grow with every training. */
    tensorsLeft: z.number().int(),
  }),
  /** `backend`: it did not start, another may; `work`: nothing else would help. */
  z.object({ is: z.literal('failed'), what: z.enum(['backend', 'work']), why: z.string() }),
]);
export type WorkerReport = z.infer<typeof workerReportSchema>;
