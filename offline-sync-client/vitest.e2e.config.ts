import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.e2e.ts'],
    setupFiles: ['test/support/indexeddb.ts'],
    testTimeout: 60_000,
    // They share a server, whose page shows everything that is in it.
    fileParallelism: false,
  },
});
