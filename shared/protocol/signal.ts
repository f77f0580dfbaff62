import { z } from 'zod';
import { storyFactsSchema } from './page.ts';

/**
 * A preference signal: what a reader did with a story, as observed in the page. Signals live on the device only.
 *
 * All times are in milliseconds; `at` is a wall-clock time (ms since 1970), durations are monotonic.
 */

const duration = z.number().finite().min(0).max(86_400_000);

/** How one visit to one chapter went. Sent by the page when the visit pauses or ends; the newest replaces older ones. */
export const readingSchema = z.object({
  kind: z.literal('reading'),
  /** Random id of this visit (one page life), so that later reports replace earlier ones and tabs do not double. */
  visit: z.string().regex(/^[0-9a-f]{16}$/),
  /** Time the chapter's text was on a visible screen. */
  visibleMs: duration,
  /** Visible time within 30 s of a trusted input: scrolling, keys, pointer. */
  activeMs: duration,
  passages: z.number().int().min(0).max(100_000),
  /** Passages that stayed at least half visible for long enough to be read (or skimmed). */
  passagesRead: z.number().int().min(0).max(100_000),
  passagesSkimmed: z.number().int().min(0).max(100_000),
  wordsRead: z.number().int().min(0).max(10_000_000),
  /** Words of the chapter's text as shown. */
  wordsShown: z.number().int().min(0).max(10_000_000),
  /** Furthest point reached, 0 … 1 of the text. */
  depth: z.number().min(0).max(1),
  finished: z.boolean(),
  wentToNext: z.boolean(),
  /** Input events a script made (`isTrusted` false) that were ignored. */
  scriptedEvents: z.number().int().min(0).max(1_000_000),
});
export type Reading = z.infer<typeof readingSchema>;

/** The reader used one of the site's own controls, or one of ours. */
export const feedbackSchema = z.object({
  kind: z.literal('feedback'),
  act: z.enum(['kudos', 'like', 'bookmark', 'follow', 'favourite', 'rating', 'hide', 'more', 'less']),
  /** For `rating`: 0 (worst) … 1 (best) of what the site allows; else null. */
  value: z.number().min(0).max(1).nullable(),
  /** False when the reader took the act back (un-followed, removed a bookmark). */
  on: z.boolean(),
});
export type Feedback = z.infer<typeof feedbackSchema>;

/** From a listing the reader opened one story and passed over others that were on the screen. */
export const choiceSchema = z.object({
  kind: z.literal('choice'),
  /** Works that were at least half visible for a second or more, with what the listing said of them. */
  passedOver: z.array(storyFactsSchema).max(40),
});
export type Choice = z.infer<typeof choiceSchema>;

export const observationSchema = z.discriminatedUnion('kind', [readingSchema, feedbackSchema, choiceSchema]);
export type Observation = z.infer<typeof observationSchema>;

/** Longest text of a story that is kept for features, in characters; longer chapters are sampled evenly. */
export const MAX_TEXT_CHARACTERS = 60_000;
