import { defineConfig } from 'vitest/config';

/** Simulations over many seeds: minutes, where `npm test` takes a smaller look at the same. */
export default defineConfig({
  test: {
    include: ['test/simulation/**/*.test.ts'],
    globalSetup: ['test/build.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    maxWorkers: 2,
  },
});
