import { defineConfig } from '@playwright/test';

/**
 * The browser tests. Each opens its own browser with the built extension (`openChromium`, `openFirefox`), so nothing is
 * configured here about browsers. A test that passes only at the second try has failed: there are no retries.
 */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'out/browser-tests',
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  // Two cores, of which the page and the extension's own processes take their share.
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  reporter: [['list'], ['json', { outputFile: 'out/browser-tests.json' }]],
});
