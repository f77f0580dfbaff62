import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../server/demo/build-extension.ts';
import { runTool } from './run-command.ts';
import type { Stage } from './stage.ts';

interface Check {
  readonly name: string;
  /** Entry file of the tool, below `node_modules`. */
  readonly tool: string;
  readonly args: readonly string[];
}

const typed = (project: string): readonly string[] => [
  '-p',
  `tsconfig.${project}.json`,
  '--incremental',
  '--tsBuildInfoFile',
  `node_modules/.cache/types/${project}.tsbuildinfo`,
];

const CRUISER = 'dependency-cruiser/bin/dependency-cruise.mjs';

/** Longest first: two run at a time. */
const checks: readonly Check[] = [
  {
    name: 'types: extension',
    tool: 'svelte-check/bin/svelte-check',
    args: ['--tsconfig', 'tsconfig.extension.json', '--output', 'human', '--fail-on-warnings'],
  },
  { name: 'types: server, contracts, tests', tool: 'typescript/bin/tsc', args: typed('server') },
  {
    name: 'arrows of import',
    tool: CRUISER,
    args: ['shared', 'extension', 'server', 'contracts', 'tests'],
  },
  { name: 'dead code', tool: 'knip/bin/knip.js', args: ['--no-progress'] },
  { name: 'types: shared', tool: 'typescript/bin/tsc', args: typed('shared') },
  {
    name: 'what content scripts reach',
    tool: CRUISER,
    args: ['--config', '.dependency-cruiser.page.cjs', 'extension/entrypoints'],
  },
  { name: 'format and lint', tool: '@biomejs/biome/bin/biome', args: ['check', '--error-on-warnings', '.'] },
];

const AT_A_TIME = 2;

/** Runs all checks, whatever fails; prints each one's outcome, and a failed one's output. */
export async function runChecks(print: (line: string) => void): Promise<Stage> {
  const started = performance.now();
  await prepare();
  const waiting = [...checks];
  let failed = 0;
  const worker = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const { code, output, seconds } = await runTool(check.tool, check.args);
      print(`${code === 0 ? '✓' : '✗'} ${check.name}  ${seconds.toFixed(0)} s`);
      if (code !== 0) {
        failed++;
        print(output.trimEnd());
      }
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return {
    name: 'check',
    passed: checks.length - failed,
    failed,
    skipped: 0,
    seconds: (performance.now() - started) / 1000,
  };
}

/** WXT writes the types of the extension's surroundings at installation, unless install scripts are switched off. */
async function prepare(): Promise<void> {
  if (!existsSync(join(projectRoot, '.wxt', 'wxt.d.ts'))) await runTool('wxt/bin/wxt.mjs', ['prepare']);
}
