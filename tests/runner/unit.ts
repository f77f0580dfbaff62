import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../server/demo/build-extension.ts';
import { readReport } from './read-report.ts';
import { runTool } from './run-command.ts';
import { brokenStage, type Stage } from './stage.ts';

/** The part of Vitest's JSON report that is counted. */
const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

const REPORT = 'out/unit-tests.json';

/** Unit, property, conformance and integration tests, beside their sources. */
export async function runUnit(full: boolean): Promise<Stage> {
  const name = 'unit';
  await rm(join(projectRoot, REPORT), { force: true });
  const { code, seconds } = await runTool(
    'vitest/vitest.mjs',
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`],
    { live: true, env: full ? { FULL: '1' } : {} },
  );
  const report = await readReport(REPORT, reportSchema);
  if (report === null) return brokenStage(name, seconds, `vitest ended with ${code} and left no report`);
  // A file that could not be loaded has no tests in it that could fail.
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + unloaded;
  return {
    name,
    passed: report.numPassedTests,
    failed: code === 0 ? failed : Math.max(1, failed),
    skipped: report.numPendingTests + report.numTodoTests,
    seconds,
  };
}
