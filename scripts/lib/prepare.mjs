import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { withSetupLock } from './lock.mjs';

/** Installs and builds what is missing or out of date. */
export async function prepare() {
  await withSetupLock(async () => {
    await ensureInstalled();
    await ensureBuilt();
  });
}
