import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_CONFIG } from '../../../server/src/platform/config/default-models.ts';

/** A configuration under which sessions get what the built pages ask for, and nothing else. */
export async function lockedConfig() {
  const folder = await mkdtemp(join(tmpdir(), 'tollgate-locked-'));
  const path = join(folder, 'config.yaml');
  await writeFile(
    path,
    `${DEFAULT_CONFIG}
tollgate_settings:
  graphql: { dashboard_operations_only: true }
  retention: { spend_events: 365d }
`,
  );
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
