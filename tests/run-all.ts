/**
 * `npm test`: every stage runs, whatever the ones before it said; the last line is `N passed, N failed`, and the exit
 * code 1 when anything failed. `--full` (`npm run test:full`) takes the long counts: more runs of every property, fuzz
 * test and invariant; tests see it as `FULL=1`.
 */
import { parseArgs } from 'node:util';
import { runBrowser } from './runner/browser.ts';
import { runChecks } from './runner/checks.ts';
import { runContracts } from './runner/contracts.ts';
import { type Stage, stageLine } from './runner/stage.ts';
import { runUnit } from './runner/unit.ts';

const { values } = parseArgs({ options: { full: { type: 'boolean', default: false } } });
const full = values.full || process.env['FULL'] === '1';
const print = (line: string): void => console.log(line);

const stages: Stage[] = [];
for (const [title, run] of [
  ['types, style, arrows of import, dead code', () => runChecks(print)],
  ['contracts', () => runContracts(full)],
  ['unit and property tests', () => runUnit(full)],
  ['browser tests', () => runBrowser(full, print)],
] as const) {
  print(`\n── ${title} ──\n`);
  stages.push(await run());
}

const sum = (of: 'passed' | 'failed'): number => stages.reduce((total, stage) => total + stage[of], 0);
print(`\n${stages.map(stageLine).join('\n')}\n`);
print(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') === 0 ? 0 : 1;
