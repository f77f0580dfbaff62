import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type RuleName, rules } from '../../../shared/aggregation/registry.ts';
import { RuleRefusal } from '../../../shared/aggregation/rule.ts';
import { give, type JsonOption, UsageError, wholeNumber } from '../output.ts';

const fileSchema = z.object({
  updates: z.array(z.array(z.number())).min(1),
  weights: z.array(z.number()).optional(),
});

/** `promptale aggregate`: one rule over updates from a file, in float64. */
export async function aggregateCommand(options: {
  rule: RuleName;
  f?: string;
  tau?: string;
  nu?: string;
  iterations?: string;
  in: string;
  json?: JsonOption;
}): Promise<void> {
  const { updates, weights } = await readUpdates(options.in);
  const given = {
    ...(options.f === undefined ? {} : { f: wholeNumber('--f', options.f, 0) }),
    ...(options.tau === undefined ? {} : { radius: positive('--tau', options.tau) }),
    ...(options.nu === undefined ? {} : { smoothing: positive('--nu', options.nu) }),
    ...(options.iterations === undefined
      ? {}
      : { iterations: wholeNumber('--iterations', options.iterations, 1) }),
    ...(weights === undefined ? {} : { weights }),
  };
  try {
    const output = rules[options.rule](
      updates.map((row) => Float64Array.from(row)),
      given,
    );
    await give({ output: [...output] }, options.json, () => [...output].join('\n'));
  } catch (error) {
    if (error instanceof RuleRefusal) throw new Error(`${options.rule} refuses: ${error.message}.`);
    throw error;
  }
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) {
    throw new UsageError(`${option} must be a number above 0, not “${text}”.`);
  }
  return value;
}

async function readUpdates(file: string): Promise<z.infer<typeof fileSchema>> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new UsageError(`${file} cannot be read as JSON: ${cause instanceof Error ? cause.message : cause}`);
  }
  const parsed = fileSchema.safeParse(content);
  if (!parsed.success)
    throw new UsageError(`${file} is not {"updates": [[numbers], …]}: ${parsed.error.issues[0]?.message}`);
  return parsed.data;
}
