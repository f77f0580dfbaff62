import { z } from 'zod';

/** Aggregation rules, as configuration and log name them. */
export const ruleNameSchema = z.enum([
  'mean',
  'median',
  'trimmed-mean',
  'krum',
  'multi-krum',
  'bulyan',
  'geometric-median',
  'centered-clipping',
  'bucketed-clipping',
  'nnm-trimmed-mean',
  'arc-mean',
  'winsorise-mean',
  'dnc',
  'default',
]);
