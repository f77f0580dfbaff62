import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { z } from 'zod';
import { MalformedLine } from './malformed-line.ts';

/**
 * The rows of a gzipped file with one JSON value a line; empty lines are passed over.
 * @throws MalformedLine naming file and line; Error when the file is missing or no whole gzip file
 */
export function readJsonLines<T>(file: string, schema: z.ZodType<T>): T[] {
  return unpacked(file)
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [readLine(file, index + 1, line, schema)]));
}

function readLine<T>(file: string, number: number, text: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new MalformedLine(file, number, `no JSON (${cause instanceof Error ? cause.message : cause})`);
  }
  const row = schema.safeParse(value);
  if (row.success) return row.data;
  const [issue] = row.error.issues;
  throw new MalformedLine(file, number, `${issue?.path.join('.') || 'the line'}: ${issue?.message}`);
}

function unpacked(file: string): string {
  if (!existsSync(file)) {
    throw new Error(`${file} is not there. Name the folder that holds it (--data, or PROMPTALE_DATA).`);
  }
  try {
    return gunzipSync(readFileSync(file)).toString('utf8');
  } catch (cause) {
    throw new Error(`${file} cannot be unpacked: it is no whole gzip file.`, { cause });
  }
}
