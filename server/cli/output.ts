import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Exit codes. */
export const failed = 1;
export const usage = 2;

/** The command was called with something it cannot use: exit 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** What `--json [file]` was given. */
export type JsonOption = string | true | undefined;

/**
 * Gives a result: as one JSON object on standard output or in a file when `--json` was asked for, else as text for a
 * person.
 */
export async function give(result: unknown, json: JsonOption, text: () => string): Promise<void> {
  if (json === undefined) {
    process.stdout.write(`${text()}\n`);
    return;
  }
  const rendered = `${JSON.stringify(result)}\n`;
  if (json === true) {
    process.stdout.write(rendered);
    return;
  }
  await mkdir(dirname(json), { recursive: true });
  await writeFile(json, rendered);
  process.stderr.write(`${text()}\n`);
}

/** Tells a person how things go; never on standard output, which is for results. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A whole number from an option. @throws UsageError naming the option */
export function wholeNumber(
  option: string,
  text: string,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new UsageError(
      `${option} must be a whole number from ${min}${max < 1e9 ? ` to ${max}` : ''}, not “${text}”.`,
    );
  }
  return value;
}
