import { z } from 'zod';
import type { Feedback } from './store.ts';

/** The three switches of a story page; their names are the last part of the form's address. */
export const switches = ['kudos', 'bookmark', 'follow'] as const;
export type Switch = (typeof switches)[number];

/**
 * One press of a feedback control, from the address (`act`) and the fields of its form, as a change to be recorded.
 * Null if the form is not one of ours.
 */
export function feedbackChange(act: string, fields: unknown): Partial<Feedback> | null {
  const parsed = formSchema.safeParse({ act, fields });
  if (!parsed.success) return null;
  const form = parsed.data;
  if (form.act !== 'rating') return { [form.act]: form.fields.on };
  return { stars: 'on' in form.fields ? null : form.fields.stars };
}

const onOff = z.enum(['true', 'false']).transform((value) => value === 'true');

const stars = z.enum(['1', '2', '3', '4', '5']).transform((value) => starsOf[value]);
const starsOf = { '1': 1, '2': 2, '3': 3, '4': 4, '5': 5 } as const;

const formSchema = z.discriminatedUnion('act', [
  z.object({ act: z.literal('kudos'), fields: z.object({ on: onOff }) }),
  z.object({ act: z.literal('bookmark'), fields: z.object({ on: onOff }) }),
  z.object({ act: z.literal('follow'), fields: z.object({ on: onOff }) }),
  z.object({
    act: z.literal('rating'),
    fields: z.union([z.object({ on: z.literal('false') }), z.object({ stars })]),
  }),
]);
