import type { Rule } from './rule.ts';
import { bucketedClipping } from './rules/bucketing.ts';
import { bulyan } from './rules/bulyan.ts';
import { centeredClipping } from './rules/centered-clipping.ts';
import { clippedMean, mixedTrimmedMean, winsorisedMean } from './rules/composed.ts';
import { coordinateMedian } from './rules/coordinate-median.ts';
import { defaultRule } from './rules/default.ts';
import { divideAndConquer } from './rules/divide-and-conquer.ts';
import { geometricMedian } from './rules/geometric-median.ts';
import { krum, multiKrum } from './rules/krum.ts';
import { mean } from './rules/mean.ts';
import { trimmedMean } from './rules/trimmed-mean.ts';

/** Every aggregation rule by the name used in configuration, on the command line and in the log. */
export const rules = {
  mean,
  median: coordinateMedian,
  'trimmed-mean': trimmedMean,
  krum,
  'multi-krum': multiKrum,
  bulyan,
  'geometric-median': geometricMedian,
  'centered-clipping': centeredClipping,
  'bucketed-clipping': bucketedClipping,
  'nnm-trimmed-mean': mixedTrimmedMean,
  'arc-mean': clippedMean,
  'winsorise-mean': winsorisedMean,
  dnc: divideAndConquer,
  default: defaultRule,
} as const satisfies Record<string, Rule>;

export type RuleName = keyof typeof rules;

/** Names of all rules, for schemas and help texts. */
export const ruleNames = Object.keys(rules) as [RuleName, ...RuleName[]];
