import { join } from 'node:path';
import { z } from 'zod';
import type { SuggestionList } from '../../../shared/learning/ranking/example.ts';
import { MOST_OPTIONS } from '../../../shared/models/ranking.ts';
import { readJsonLines } from '../json-lines.ts';

/** Somebody who was shown suggestions while writing. */
export interface SuggestedWriter {
  readonly id: string;
  /** Lists in the order of the file. */
  readonly events: readonly SuggestionEvent[];
}

export interface SuggestionEvent extends SuggestionList {
  /** Place of the option that was taken; null when none was. */
  readonly chosen: number | null;
}

const FILE = 'suggestions.jsonl.gz';

/** Only the columns that are used; how the writer moved over the list is not among them. */
const eventSchema = z
  .object({
    writer: z.string().min(1),
    context: z.string(),
    options: z.array(z.string()).min(1).max(MOST_OPTIONS),
    chosen: z.number().int().nonnegative().nullable(),
    logp: z.array(z.number().finite().nullable()).optional(),
  })
  .superRefine(({ options, chosen, logp }, { addIssue }) => {
    if (chosen !== null && chosen >= options.length) {
      addIssue({ code: 'custom', path: ['chosen'], message: `there are ${options.length} options only` });
    }
    if (logp !== undefined && logp.length !== options.length) {
      addIssue({ code: 'custom', path: ['logp'], message: `${logp.length} for ${options.length} options` });
    }
  });

/**
 * Reads `suggestions.jsonl.gz`: one list a line, with `writer`, `context`, `options`, `chosen` and, where it is known,
 * `logp`.
 * @throws MalformedLine naming file and line; Error when the file is missing or no gzip
 */
export function readSuggestionFolder(folder: string): SuggestedWriter[] {
  const writers = new Map<string, SuggestionEvent[]>();
  for (const event of readJsonLines(join(folder, FILE), eventSchema)) {
    const { writer, context, options, chosen, logp } = event;
    const events = writers.get(writer) ?? [];
    writers.set(writer, events);
    events.push({
      context,
      options: options.map((text, at) => ({ text, logProbability: logp?.[at] ?? null })),
      chosen,
    });
  }
  return [...writers].map(([id, events]) => ({ id, events }));
}
