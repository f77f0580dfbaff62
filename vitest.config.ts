import { defineConfig } from 'vitest/config';

const full = process.env['FULL'] === '1';

export default defineConfig({
  test: {
    include: ['{shared,server,extension,contracts,tests}/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'tests/e2e/**'],
    setupFiles: full ? ['tests/full-counts.ts'] : [],
    // Two cores: more workers than that only take turns.
    maxWorkers: 2,
    testTimeout: full ? 600_000 : 60_000,
    hookTimeout: 60_000,
  },
});
