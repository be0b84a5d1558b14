import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Tests read the sources of the shared package, so that an edit there needs no build in between.
const resolve = { alias: { '@tollgate/shared': at('packages/shared/src/index.ts') } };

// Libraries load the CommonJS build of graphql, and it refuses types made by another copy of itself.
const oneGraphql = { alias: { ...resolve.alias, graphql: 'graphql/index.js' } };

const databaseSetup = at('packages/server/test/testkit/global-setup.ts');

/** What takes so long will never end; how slow a machine may be says nothing about a test. */
const HANGS = { testTimeout: 180_000, hookTimeout: 180_000 };

/** Pure code: no database, no network, no processes. */
const unit: TestProjectInlineConfiguration = {
  resolve,
  test: {
    name: 'unit',
    root: at('.'),
    include: ['packages/{shared,web}/src/**/*.test.{ts,tsx}', 'scripts/**/*.test.mjs'],
    sequence: { groupOrder: 0 },
  },
};

/** The server on a real PostgreSQL: rules, stores, gateway flows. */
const server: TestProjectInlineConfiguration = {
  resolve: oneGraphql,
  test: {
    name: 'server',
    // The transformer emits decorator metadata for what this package's tsconfig.json includes.
    root: at('packages/server'),
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: [databaseSetup],
    ...HANGS,
    // Its tests wait for a database half of their time: no core is left over for the runner.
    maxWorkers: '100%',
    sequence: { groupOrder: 1 },
  },
};

/** The dashboard in a real browser, against the built server. */
const browser: TestProjectInlineConfiguration = {
  resolve,
  test: {
    name: 'browser',
    root: at('packages/web'),
    include: ['e2e/**/*.test.ts'],
    globalSetup: [databaseSetup],
    ...HANGS,
    // A browser and a server per file are heavy: two files at a time.
    maxWorkers: 2,
    sequence: { groupOrder: 2 },
  },
};

export default defineConfig({
  test: { pool: 'forks', passWithNoTests: true, projects: [unit, server, browser] },
});
