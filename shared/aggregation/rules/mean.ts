import type { Rule } from '../rule.ts';
import { trimmedMean } from './trimmed-mean.ts';

/**
 * The (weighted) mean (FedAvg; McMahan et al. 2017): a trimmed mean that trims nothing, added up in order of size, so
 * that the order of rows cannot matter. Tolerates no attacker: one row at 1e30 decides everything. It is the yardstick,
 * not the default.
 */
export const mean: Rule = (updates, options = {}) => trimmedMean(updates, { ...options, f: 0 });
