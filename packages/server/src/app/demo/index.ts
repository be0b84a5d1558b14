import type { Clock } from '../../kernel/index.ts';
import {
  encodeSpendEvent,
  type RecordingStep,
  Shipper,
  spendEventKey,
} from '../../metering/index.ts';
import { Journal } from '../../platform/journal/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import type { Pool } from '../../platform/postgres/index.ts';
import { demoCustomers } from './customers.ts';
import { readTrace } from './trace.ts';
import { demoTraffic } from './traffic.ts';

export interface DemoOptions {
  readonly pool: Pool;
  /** For this run alone: it is left empty. */
  readonly journalDirectory: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly customerStep: readonly RecordingStep[];
  readonly days?: number;
  /** At most 40. */
  readonly customers?: number;
  readonly seed?: number;
}

export interface DemoResult {
  /** Calls replayed, those that an earlier run had recorded included. */
  readonly events: number;
  /** UTC dates, `2026-03-01`. */
  readonly firstDay: string;
  readonly lastDay: string;
}

const DAY_MS = 86_400_000;
const JOURNAL_BYTES = 2 ** 30;
const POLL_MS = 20;

/**
 * Fills the record of spend with the days up to now of invented customers whose calls are shaped like
 * real traffic, along the way that real calls take: journal, shipper, database. Running it again adds only
 * what has come due since.
 */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const until = options.clock.now();
  const from = new Date(until.getTime() - (options.days ?? 90) * DAY_MS);
  const { journal } = await Journal.open({
    directory: options.journalDirectory,
    durability: 'process',
    maxBytes: JOURNAL_BYTES,
  });
  const shipping = startShipping(journal, options);
  try {
    const traffic = demoTraffic({
      ...{ from, until, seed: options.seed ?? 1 },
      customers: demoCustomers(options.customers ?? 40),
      trace: await readTrace(),
    });
    let events = 0;
    for (const calls of traffic) {
      await Promise.all(
        calls.map((call) => journal.settle(spendEventKey(call), encodeSpendEvent(call))),
      );
      events += calls.length;
    }
    await shipping.finished();
    return { events, firstDay: dateOf(from), lastDay: dateOf(until) };
  } finally {
    await shipping.stop();
    await journal.close();
  }
}

/** A server waits for its database; here the first fault ends the run. */
function startShipping(journal: Journal, { pool, customerStep, log }: DemoOptions) {
  let fault: Error | null = null;
  const shipper = new Shipper({
    journal,
    pool,
    steps: customerStep,
    setAside: (_event, cause) => Promise.reject(cause),
    onState: (found) => {
      fault ??= found;
    },
  });
  shipper.start();
  return {
    stop: () => shipper.stop(),
    async finished(): Promise<void> {
      while (journal.stats().unshippedBytes > 0) {
        if (fault !== null) throw fault;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
      log.debug('the demo is recorded');
    },
  };
}

function dateOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
