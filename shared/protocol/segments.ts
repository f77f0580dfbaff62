import { z } from 'zod';

/**
 * Segments of people whose quality is published apart: a closed vocabulary, worked out on the device and reported only
 * by randomised response (`ratification/segment-report.ts`). Nobody's segment is stored under his name anywhere.
 */
export const segmentVocabulary = {
  /** What most of the stories read are written in. */
  language: ['en', 'other'],
  /** What most of them are about. */
  genre: ['romance', 'adventure', 'speculative', 'dark', 'everyday', 'other'],
  /** How many stories something was learnt from. */
  activity: ['little', 'some', 'much'],
} as const;

export type SegmentTrait = keyof typeof segmentVocabulary;
export const segmentTraits = ['language', 'genre', 'activity'] as const satisfies readonly SegmentTrait[];

/** A segment as it is reported: `genre:romance`. */
export const segmentSchema = z
  .string()
  .max(40)
  .refine((text) => segments.has(text), { message: 'There is no such segment.' });

const segments: ReadonlySet<string> = new Set(
  segmentTraits.flatMap((trait) => segmentVocabulary[trait].map((value) => `${trait}:${value}`)),
);
