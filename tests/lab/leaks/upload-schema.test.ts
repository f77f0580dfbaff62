import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { freeTexts, textPlaces, textPlacesOf } from './upload-schema.ts';

describe('what can be sent', () => {
  it('has no place for a free text, but for an appeal that a person wrote to be read', () => {
    expect(freeTexts()).toEqual([]);
    expect(textPlaces().map(({ where }) => where)).toContain('contributor.appeal payload.note');
  });

  it('is searched to the bottom: a text that somebody adds anywhere is found', () => {
    const schema = z.object({
      a: z.array(z.object({ b: z.union([z.number(), z.object({ c: z.string() })]) })),
      d: z.record(z.string(), z.string()).optional(),
      e: z.enum(['x', 'y']),
      f: z.string().regex(/^[0-9a-f]+$/),
      g: z.tuple([z.string(), z.literal('z')]).nullable(),
    });
    const free = textPlacesOf('it', schema)
      .filter(({ pattern }) => pattern === null)
      .map(({ where }) => where);
    expect(free).toEqual(['it a[].b.c', 'it d *', 'it g[]']);
  });
});
