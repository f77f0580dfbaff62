import { z } from 'zod';

/**
 * What a server promises of noise: every update of a task carries σ times what one contributor can move, each
 * contributor takes part k times at most over the model's whole life, and ε is told at δ.
 */
export const privacyTermsSchema = z.object({
  /** σ: standard deviation of the noise at every coordinate, over the clipping norm. */
  noiseMultiplier: z.number().positive().max(1e6),
  /** k: how often a contributor may take part. */
  participations: z.number().int().positive().max(1e9),
  /** δ: the chance that the bound ε does not hold. */
  delta: z.number().gt(0).lt(1),
});
export type PrivacyTerms = z.infer<typeof privacyTermsSchema>;

/** How a task's clipping norm follows its updates. */
export const normDriftSchema = z.object({
  /** Most that the norm moves in a round, as a fraction of itself; 0 keeps it. */
  rate: z.number().min(0).max(0.5),
  /** The norm the task began with: it stays within a quarter and four times of it. */
  first: z.number().positive(),
});
export type NormDrift = z.infer<typeof normDriftSchema>;
