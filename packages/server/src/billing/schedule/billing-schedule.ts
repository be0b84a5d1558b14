import { type Clock, err, ok } from '../../kernel/index.ts';
import type { Pool } from '../../platform/postgres/index.ts';
import type { DraftService } from '../draft-service.ts';
import type { Answer, Problem } from '../problem.ts';
import { nextFinalising } from '../sql/finalising.ts';
import { type InvoiceRun, lastScheduledRun } from '../sql/invoice-runs.ts';
import {
  claimDrafting,
  readSchedule,
  type ScheduleSettings,
  writeSchedule,
} from '../sql/schedule.ts';
import { readSchedules } from '../sql/terms.ts';
import { finaliseDue } from './finalise-due.ts';
import { nextRunAt, STEP_MS } from './next-run.ts';

const HOUR_MS = 3_600_000;
const LOOK_MS = 60_000;
/** Who does it. */
const SCHEDULE = 'schedule';
const MOST_HOURS = 720;

/**
 * Drafts invoices by itself once a period has ended and its grace is over, while that is switched on. Any
 * number of processes may do so: one of them takes each quarter of an hour. What a crash leaves undrafted
 * the next quarter makes. What it drafted it makes final so many hours later, if that is switched on too and
 * nobody has changed it.
 */
export class BillingSchedule {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #drafts: DraftService;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<unknown> | null = null;

  constructor(deps: { pool: Pool; clock: Clock; drafts: DraftService }) {
    this.#pool = deps.pool;
    this.#clock = deps.clock;
    this.#drafts = deps.drafts;
  }

  settings(): Promise<ScheduleSettings> {
    return readSchedule(this.#pool);
  }

  /** `revision` is the one that was looked at: 0 where there was none. */
  async set(
    settings: Omit<ScheduleSettings, 'draftedUntil'>,
    by: string,
  ): Answer<ScheduleSettings> {
    const { graceHours, finaliseAfterHours } = settings;
    const problems = [
      ...checkHours('graceHours', graceHours, 0),
      ...checkHours('finaliseAfterHours', finaliseAfterHours ?? 1, 1),
    ];
    if (problems.length > 0) return err(problems);
    if (!(await writeSchedule(this.#pool, settings, { at: this.#clock.now(), by }))) {
      const message = 'This was changed meanwhile; look at it again';
      return err([{ code: 'CONFLICT', message, path: ['expectedRevision'] }]);
    }
    return ok(await this.settings());
  }

  start(onError: (error: unknown) => void): void {
    this.#timer = setInterval(() => {
      this.#running ??= this.draftDue()
        .catch(onError)
        .then(() => this.finaliseDue(onError))
        .catch(onError)
        .finally(() => {
          this.#running = null;
        });
    }, LOOK_MS);
    this.#timer.unref();
  }

  /** What is under way is finished. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Drafts what is due; gives the ids of the new invoices. */
  async draftDue(): Promise<string[]> {
    const { isOn, graceHours } = await this.settings();
    if (!isOn) return [];
    const graceMs = graceHours * HOUR_MS;
    const endedMs = this.#clock.now().getTime() - graceMs;
    const until = new Date(endedMs - (endedMs % STEP_MS));
    if (!(await claimDrafting(this.#pool, until))) return [];
    const run = this.#drafts.newRun(SCHEDULE, { isScheduled: true });
    return this.#drafts.generate([], null, { graceMs, run });
  }

  /** Makes final what was there to be looked at for long enough; gives the ids. */
  finaliseDue(onError: (error: unknown) => void): Promise<string[]> {
    return finaliseDue(this.#pool, { now: this.#clock.now(), by: SCHEDULE, onError });
  }

  /** When it will next draft, as far as is known now; null while it is switched off. */
  async nextRunAt(): Promise<Date | null> {
    const { isOn, graceHours, draftedUntil } = await this.settings();
    if (!isOn) return null;
    const graceMs = graceHours * HOUR_MS;
    const now = this.#clock.now();
    return nextRunAt(await readSchedules(this.#pool), { draftedUntil, graceMs, now });
  }

  /** When the next draft becomes final by itself; null: none does. */
  nextFinalisingAt(): Promise<Date | null> {
    return nextFinalising(this.#pool);
  }

  /** The last run that made something. */
  lastRun(): Promise<InvoiceRun | null> {
    return lastScheduledRun(this.#pool);
  }
}

function checkHours(name: string, hours: number, least: number): Problem[] {
  if (Number.isInteger(hours) && hours >= least && hours <= MOST_HOURS) return [];
  return [{ code: 'INVALID', message: `Give ${least} to ${MOST_HOURS} hours`, path: [name] }];
}
