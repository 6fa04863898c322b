import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import SharedBuildFirst from './.ci/shared-build-first.ts';

const pureRooms = ['base', 'recipe', 'unattend', 'plan', 'watch'];

export default defineConfig({
  test: {
    reporters: ['default', './.ci/plain-line-reporter.ts'],
    restoreMocks: true,
    unstubEnvs: true,
    // Guests and programs of the host are often waited for: one more worker than there are cores uses that time.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: SharedBuildFirst },
    // What the tests themselves run must not depend on who runs them.
    env: { LC_ALL: 'C.UTF-8' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/soak/**', 'test/fixtures/**', 'test/architecture/broken/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/shared-directory.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'soak',
          include: ['test/soak/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 3_600_000,
          hookTimeout: 600_000,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: pureRooms.map((room) => `src/${room}/**/*.ts`),
      reporter: ['text-summary'],
      thresholds: { statements: 95, branches: 95, functions: 95, lines: 95 },
    },
  },
});
