import { z } from 'zod';
import { roundNumberSchema, taskSchema, updateHashSchema, weiSchema } from './ids.ts';

/** What became of one update, and what it was worth: a zero always has its reason. */
export const statementRowSchema = z.object({
  round: roundNumberSchema,
  task: taskSchema,
  update: updateHashSchema,
  receivedAt: z.number().int(),
  state: z.string(),
  epoch: z.number().int().nullable(),
  value: z.number().nullable(),
  /** What its whole epoch paid, wei: the worth of an epoch's rounds is paid together. */
  epochPay: weiSchema.nullable(),
  why: z.string().nullable(),
});
export type StatementRow = z.infer<typeof statementRowSchema>;
