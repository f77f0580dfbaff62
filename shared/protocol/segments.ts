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

const segments = segmentTraits.flatMap((trait) =>
  segmentVocabulary[trait].map((value) => `${trait}:${value}`),
);

/** A segment as it is reported: `genre:romance`. An enumeration: no other text passes. */
export const segmentSchema = z.enum(Object.fromEntries(segments.map((segment) => [segment, segment])));
