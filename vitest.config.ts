import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{gateway,adapters,mappings,conformance,test-data}/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
