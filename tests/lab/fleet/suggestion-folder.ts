import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import type { SuggestionList } from '../../../shared/learning/ranking/example.ts';
import { MOST_OPTIONS } from '../../../shared/models/ranking.ts';
import { MalformedLine } from './malformed-line.ts';

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
  const file = join(folder, FILE);
  const writers = new Map<string, SuggestionEvent[]>();
  for (const [index, line] of unpacked(file).split('\n').entries()) {
    if (line.trim() === '') continue;
    const { writer, context, options, chosen, logp } = readEvent(file, index + 1, line);
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

function readEvent(file: string, line: number, text: string): z.infer<typeof eventSchema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new MalformedLine(
      file,
      line,
      `no JSON (${cause instanceof Error ? cause.message : String(cause)})`,
    );
  }
  const event = eventSchema.safeParse(value);
  if (event.success) return event.data;
  const [issue] = event.error.issues;
  throw new MalformedLine(file, line, `${issue?.path.join('.') || 'the line'}: ${issue?.message}`);
}

function unpacked(file: string): string {
  if (!existsSync(file)) throw new Error(`${file} is not there; a data folder needs it.`);
  try {
    return gunzipSync(readFileSync(file)).toString('utf8');
  } catch (cause) {
    throw new Error(`${file} cannot be unpacked: it is no whole gzip file.`, { cause });
  }
}
