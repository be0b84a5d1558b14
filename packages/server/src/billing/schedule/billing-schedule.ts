import { type Clock, err, ok } from '../../kernel/index.ts';
import type { Pool } from '../../platform/postgres/index.ts';
import type { DraftService } from '../draft-service.ts';
import type { Answer } from '../problem.ts';
import {
  claimDrafting,
  readSchedule,
  type ScheduleSettings,
  writeSchedule,
} from '../sql/schedule.ts';

const HOUR_MS = 3_600_000;
/** In every time zone days begin at a whole quarter of an hour. */
const STEP_MS = 15 * 60_000;
const LOOK_MS = 60_000;
/** Who does it. */
const SCHEDULE = 'schedule';
const MOST_GRACE_HOURS = 720;

/**
 * Drafts invoices by itself once a period has ended and its grace is over, while that is switched on. Any
 * number of processes may do so: one of them takes each quarter of an hour. What a crash leaves undrafted
 * the next quarter makes.
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
    const { graceHours } = settings;
    if (!Number.isInteger(graceHours) || graceHours < 0 || graceHours > MOST_GRACE_HOURS) {
      const message = `Give 0 to ${MOST_GRACE_HOURS} hours`;
      return err([{ code: 'INVALID', message, path: ['graceHours'] }]);
    }
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
}
