import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{shared,server,extension,contracts,tests}/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'tests/e2e/**'],
    // Two cores: more workers than that only take turns.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
