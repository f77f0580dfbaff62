import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { storyFactsSchema } from '../../../../shared/protocol/page.ts';
import type { Attack } from './attack.ts';
import { attacks } from './registry.ts';

/**
 * An attack by its name, or from a module of somebody's own.
 * @throws {Error} in a sentence when there is no such attack, the module exports no function, or what else it exports is
 *   not what an attack is made of
 */
export async function loadAttack(nameOrFile: string): Promise<Attack> {
  const known = Object.hasOwn(attacks, nameOrFile) ? attacks[nameOrFile] : undefined;
  if (known !== undefined) return known;
  if (!/[./]/.test(nameOrFile)) {
    throw new Error(`There is no attack called ${nameOrFile}; there are ${Object.keys(attacks).join(', ')}.`);
  }
  const module: unknown = await import(pathToFileURL(resolve(nameOrFile)).href);
  const parsed = moduleSchema.safeParse({ ...Object(module) });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${nameOrFile} is no attack: ${issue?.path.join('.') || 'it'} ${issue?.message}.`);
}

const callable = <F>(what: string) =>
  z.custom<F>((value) => typeof value === 'function', { message: `must be a function ${what}` });

const moduleSchema: z.ZodType<Attack> = z.object({
  default: callable<Attack['default']>('that makes the attackers’ rows'),
  raw: z.boolean().optional(),
  identities: z.number().int().min(1).max(100).optional(),
  poison: callable<NonNullable<Attack['poison']>>('of examples and chance').optional(),
  trigger: z
    .object({
      facts: storyFactsSchema.partial(),
      score: z.number().min(-1).max(1).default(1),
    })
    .optional(),
});
