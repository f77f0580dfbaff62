import type { Rule } from './rule.ts';
import { coordinateMedian } from './rules/coordinate-median.ts';
import { defaultRule } from './rules/default.ts';
import { mean } from './rules/mean.ts';
import { trimmedMean } from './rules/trimmed-mean.ts';

/** Every aggregation rule by the name used in configuration, on the command line and in the log. */
export const rules = {
  mean,
  median: coordinateMedian,
  'trimmed-mean': trimmedMean,
  default: defaultRule,
} as const satisfies Record<string, Rule>;

export type RuleName = keyof typeof rules;

/** Names of all rules, for schemas and help texts. */
export const ruleNames = Object.keys(rules) as [RuleName, ...RuleName[]];
