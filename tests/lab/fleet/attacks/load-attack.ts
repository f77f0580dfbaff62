import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Attack } from './attack.ts';
import { attacks } from './registry.ts';

/**
 * An attack by its name, or from a module of somebody's own.
 * @throws {Error} in a sentence when there is no such attack, or the module exports no function
 */
export async function loadAttack(nameOrFile: string): Promise<Attack> {
  const known = Object.hasOwn(attacks, nameOrFile) ? attacks[nameOrFile] : undefined;
  if (known !== undefined) return known;
  if (!/[./]/.test(nameOrFile)) {
    throw new Error(`There is no attack called ${nameOrFile}; there are ${Object.keys(attacks).join(', ')}.`);
  }
  const module: unknown = await import(pathToFileURL(resolve(nameOrFile)).href);
  if (!isAttack(module)) throw new Error(`${nameOrFile} exports no function by default: it is no attack.`);
  return module;
}

function isAttack(module: unknown): module is Attack {
  return typeof Reflect.get(Object(module), 'default') === 'function';
}
