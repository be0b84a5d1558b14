import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../kernel/index.ts';
import type { PersistedOperations } from '../platform/graphql/index.ts';

/** What the build of the dashboard wrote down of what its pages ask: SHA-256 in hex to text. */
const MANIFEST = 'operations.json';

/** None when the dashboard is not built; then nobody can be held to them. */
export function readDashboardOperations(
  dashboardDir: string,
  { only }: { only: boolean },
): PersistedOperations {
  const path = join(dashboardDir, MANIFEST);
  if (existsSync(path)) {
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
    return { operations: new Map(Object.entries(manifest)), only };
  }
  if (!only) return { operations: new Map(), only };
  throw new OperatorError(
    'graphql.dashboard_operations_only needs the built dashboard: run the build of packages/web',
  );
}
