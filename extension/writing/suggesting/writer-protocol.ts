import { z } from 'zod';
import { candidateSchema } from '../../messaging/messages.ts';
import { readershipSchema } from '../writing-settings.ts';

/** What a document and the Worker that writes say to each other. */

const before = z.string().max(10_000);

export const writerRequestSchema = z.discriminatedUnion('is', [
  /** The next words, from the model on the device. */
  z.object({
    is: z.literal('next'),
    before,
    count: z.number().int().min(1).max(8),
    /** Only what is right often enough to be shown unasked. */
    sure: z.boolean(),
  }),
  /** Several sentences from it. */
  z.object({
    is: z.literal('go-on'),
    before,
    words: z.number().int().min(1).max(200),
    count: z.number().int().min(1).max(8),
    seed: z.number().int().nonnegative(),
  }),
  /** Candidates of any engine in the order of the writer's voice and a readership; none for a few words. */
  z.object({
    is: z.literal('rank'),
    before,
    candidates: z.array(candidateSchema).max(8),
    readership: readershipSchema.nullable(),
  }),
  /** How a draft appeals to a readership, along its length. */
  z.object({ is: z.literal('appeal'), text: z.string().max(2_000_000), readership: readershipSchema }),
]);
export type WriterRequest = z.infer<typeof writerRequestSchema>;

const chance = z.number().min(0).max(1);
const chanceSchema = z.object({ chance, low: chance, high: chance });
const appealSchema = z.object({
  passages: z
    .array(
      z.object({
        from: z.number().int(),
        to: z.number().int(),
        words: z.number().int(),
        chance: chanceSchema,
        traits: z.array(z.object({ label: z.string(), favours: z.boolean() })).readonly(),
      }),
    )
    .readonly(),
  whole: chanceSchema,
  tellsApart: z.boolean(),
});

export const rankedSchema = z.object({
  candidate: candidateSchema,
  score: z.number(),
  why: z.array(z.enum(['voice', 'appeal', 'taken', 'likely'])).readonly(),
  appeal: z.number().min(0).max(1).nullable(),
});

export const writerTaskSchema = z.object({ id: z.number().int(), request: writerRequestSchema });
export const writerAnswerSchema = z.object({
  id: z.number().int(),
  answer: z.discriminatedUnion('is', [
    z.object({ is: z.literal('candidates'), candidates: z.array(candidateSchema) }),
    z.object({ is: z.literal('ranked'), ranked: z.array(rankedSchema) }),
    /** Null where the text is too short, or the engine knows nothing yet (`known` false). */
    z.object({
      is: z.literal('appeal'),
      appeal: appealSchema.nullable(),
      known: z.boolean(),
      /** What a reader's own judgement rests on: their stories, and how often it was right about two it had not seen. */
      rests: z.object({ stories: z.number().int(), right: chance.nullable() }).nullable(),
    }),
    /** In a sentence. */
    z.object({ is: z.literal('failed'), why: z.string() }),
  ]),
});
export type WriterAnswer = z.infer<typeof writerAnswerSchema>['answer'];
