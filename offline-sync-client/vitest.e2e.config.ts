import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.e2e.ts'],
    setupFiles: ['test/support/indexeddb.ts'],
    testTimeout: 60_000,
    maxWorkers: 2,
  },
});
