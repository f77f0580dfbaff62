import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { projectRoot } from '../../server/demo/build-extension.ts';

/** A tool's JSON report, or null when it left none that can be read. */
export async function readReport<T>(file: string, schema: z.ZodType<T>): Promise<T | null> {
  try {
    const parsed = schema.safeParse(JSON.parse(await readFile(join(projectRoot, file), 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
