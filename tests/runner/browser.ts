import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../server/demo/build-extension.ts';
import { ensureChromium, ensureFirefox } from './ensure-browser.ts';
import { readReport } from './read-report.ts';
import { runTool } from './run-command.ts';
import { brokenStage, type Stage } from './stage.ts';

/** The part of Playwright's JSON report that is counted. */
const reportSchema = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
  /** What went wrong outside of any test: a file that could not be loaded. */
  errors: z.array(z.unknown()),
});

/** As `playwright.config.ts` says. */
const REPORT = 'out/browser-tests.json';

/** Tests in real Chromium and Firefox with the built extension; installs a browser first where there is none. */
export async function runBrowser(full: boolean, print: (line: string) => void): Promise<Stage> {
  const name = 'browser';
  const started = performance.now();
  const since = (): number => (performance.now() - started) / 1000;
  const chromium = await ensureChromium(print);
  if (!chromium.ok) return brokenStage(name, since(), chromium.reason);
  const firefox = await ensureFirefox(print);
  if (!firefox.ok) return brokenStage(name, since(), firefox.reason);
  await rm(join(projectRoot, REPORT), { force: true });
  const { code } = await runTool('@playwright/test/cli.js', ['test', '--pass-with-no-tests'], {
    live: true,
    env: { CHROMIUM_PATH: chromium.path, FIREFOX_PATH: firefox.path, ...(full ? { FULL: '1' } : {}) },
  });
  const report = await readReport(REPORT, reportSchema);
  if (report === null) return brokenStage(name, since(), `playwright ended with ${code} and left no report`);
  const { expected, unexpected, flaky, skipped } = report.stats;
  const failed = unexpected + flaky + report.errors.length;
  return {
    name,
    passed: expected,
    failed: code === 0 ? failed : Math.max(1, failed),
    skipped,
    seconds: since(),
  };
}
