import { join, resolve } from 'node:path';
import { findBinaries } from './binaries.ts';
import { prepareCluster } from './cluster.ts';
import { lockHome } from './home-lock.ts';
import { chooseHome, currentHome, reachableBinaries } from './reachable.ts';
import { describeExit } from './run-program.ts';
import { type Postmaster, startPostmaster } from './start-postmaster.ts';
import { stopOrphan, stopPostmaster } from './stop-postmaster.ts';
import { chooseSystemUser } from './system-user.ts';

export interface EmbeddedPostgresOptions {
  /** Created when it is not there. Root may be led from here to a folder under /var/lib/tollgate. */
  readonly dataDir: string;
  /** Receives what an operator may want to know, one line at a time. */
  readonly log?: (message: string) => void;
  /** PostgreSQL settings by name, over the ones chosen here. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  /** Of the database `tollgate`, on 127.0.0.1 only; contains the password. */
  readonly connectionString: string;
  /** Ends every connection, writes everything out and returns when the server is gone. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Starts a real PostgreSQL that belongs to this process, with its rows in `dataDir`: created at the
 * first call, found again at the next ones. A server that a killed process left behind on the same
 * rows is stopped first. It outlives signals sent to this process's group: call `stop`, last of all.
 *
 * Throws an OperatorError of one line, with the end of PostgreSQL's log in it, when it cannot start.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const dataDir = resolve(options.dataDir);
  const installed = await findBinaries();
  const user = await chooseSystemUser(join(await currentHome(dataDir), 'data'));
  const home = await chooseHome(dataDir, user);
  const binaries = await reachableBinaries(installed, user);
  const lock = await lockHome(home);
  try {
    const cluster = await prepareCluster({ home, binaries, user, log });
    await stopOrphan(cluster.dataFolder, log);
    const settings = options.settings ?? {};
    const postmaster = await startPostmaster({ home, cluster, binaries, user, settings });
    return supervise(postmaster, { dataFolder: cluster.dataFolder, release: lock.release, log });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

interface Supervision {
  readonly dataFolder: string;
  readonly release: () => Promise<void>;
  readonly log: (message: string) => void;
}

function supervise(postmaster: Postmaster, supervision: Supervision): EmbeddedPostgres {
  const { dataFolder, release, log } = supervision;
  let stopping: Promise<void> | null = null;
  postmaster.child.once('exit', (code, signal) => {
    if (stopping === null) log(`The embedded PostgreSQL ${describeExit(code, signal)}`);
  });
  const stop = async () => {
    await stopPostmaster(postmaster.pid, dataFolder, log);
    await release();
  };
  return {
    connectionString: postmaster.connectionString,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}
