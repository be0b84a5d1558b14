import {
  err,
  idempotencyKeyProblem,
  isPlainText,
  ok,
  type Pico,
  parseDecimal,
  parsePico,
  type Result,
} from '../kernel/index.ts';
import type { BudgetKind } from './budget.ts';
import { findTimeZone, startOfDayMs, zonedAt } from './calendar.ts';
import type { Limits } from './limits.ts';
import { parsePeriod } from './period.ts';
import { invalid, type Problem, problemsIn } from './problem.ts';
import type { BudgetWindow } from './window.ts';

/** What somebody asks a budget to be, as text. */
export interface TermsInput {
  /** US dollars. */
  readonly limit: string;
  /** `monthly`, `30d`, `total` …; see `parsePeriod`. */
  readonly period: string;
  readonly timeZone?: string | null | undefined;
  /** Where windows of a duration are counted from; midnight of the day it is set when left out. */
  readonly anchor?: Date | null | undefined;
  readonly kind: BudgetKind;
  /** Per cent. Left out: the installation's own. */
  readonly thresholds?: readonly string[] | null | undefined;
}

/** What it was read as. */
export interface Terms {
  readonly limitPico: Pico;
  readonly window: BudgetWindow;
  readonly kind: BudgetKind;
  readonly thresholds: readonly number[];
}

/** What is meant where an input does not say. */
export interface TermsDefaults {
  readonly now: Date;
  readonly timeZone: string;
  readonly thresholds: readonly number[];
}

const MOST_DOLLARS = 1_000_000_000_000n;
const MOST_PICO = MOST_DOLLARS * 1_000_000_000_000n;
const LONGEST_NUMBER = 40;
const MOST_THRESHOLDS = 20;
const MOST_HUNDREDTHS = 100_000n;
const LONGEST_REASON = 500;

/** Reads an amount of 0 to a trillion dollars with at most 12 decimals. Nothing is rounded. */
export function readAmount(text: string, path: readonly string[]): Result<Pico, Problem> {
  const amount = text.length <= LONGEST_NUMBER ? parsePico(text) : null;
  if (amount === null) {
    return err(invalid(path, 'An amount is a number of US dollars with at most 12 decimals'));
  }
  if (amount < 0n) return err(invalid(path, 'An amount cannot be negative'));
  if (amount > MOST_PICO) return err(invalid(path, `An amount is at most ${MOST_DOLLARS} dollars`));
  return ok(amount);
}

export function readTerms(
  input: TermsInput,
  path: readonly string[],
  defaults: TermsDefaults,
): Result<Terms, Problem[]> {
  const limit = readAmount(input.limit, [...path, 'limit']);
  const window = readWindow(input, path, defaults);
  const thresholds = readThresholds(input.thresholds, path, defaults);
  if (limit.ok && window.ok && thresholds.ok) {
    const { kind } = input;
    return ok({ limitPico: limit.value, window: window.value, kind, thresholds: thresholds.value });
  }
  return err([limit, window, thresholds].flatMap((read) => (read.ok ? [] : [read.error])));
}

function readWindow(
  { period, timeZone: zoneName, anchor }: TermsInput,
  path: readonly string[],
  defaults: TermsDefaults,
): Result<BudgetWindow, Problem> {
  const timeZone = findTimeZone(zoneName ?? defaults.timeZone);
  if (timeZone === null) {
    return err(invalid([...path, 'timeZone'], 'A time zone is an IANA name such as Europe/Berlin'));
  }
  const from = anchor ?? midnight(defaults.now, timeZone);
  if (
    Number.isNaN(from.getTime()) ||
    from.getUTCFullYear() < 2000 ||
    from.getUTCFullYear() > 2100
  ) {
    return err(invalid([...path, 'anchor'], 'An anchor lies between the years 2000 and 2100'));
  }
  const window = parsePeriod(period, { timeZone, anchor: from });
  if (window !== null) return ok(window);
  return err(
    invalid(
      [...path, 'period'],
      'A period is daily, weekly, monthly, quarterly, yearly, total, or a duration such as 24h, 30d or 1mo',
    ),
  );
}

function midnight(now: Date, timeZone: string): Date {
  return new Date(startOfDayMs(zonedAt(now.getTime(), timeZone).toPlainDate(), timeZone));
}

function readThresholds(
  given: readonly string[] | null | undefined,
  path: readonly string[],
  defaults: TermsDefaults,
): Result<readonly number[], Problem> {
  if (given == null) return ok(defaults.thresholds);
  const hundredths = given.map(readPercent);
  const valid = hundredths.filter((each) => each !== null);
  if (valid.length === given.length && given.length <= MOST_THRESHOLDS) {
    return ok([...new Set(valid)].sort((a, b) => a - b));
  }
  const message = `At most ${MOST_THRESHOLDS} thresholds, each above 0 and up to 1000 per cent with at most 2 decimals`;
  return err(invalid([...path, 'thresholds'], message));
}

/** Per cent as whole hundredths; null when it is none that a threshold can be. */
export function readPercent(text: string): number | null {
  const hundredths = text.length <= LONGEST_NUMBER ? parseDecimal(text, 2) : null;
  if (hundredths === null || hundredths <= 0n || hundredths > MOST_HUNDREDTHS) return null;
  return Number(hundredths);
}

/** What is wrong with limits; a limit of 0 lets nothing through and is none of it. */
export function checkLimits(limits: Limits, path: readonly string[]): Problem[] {
  return problemsIn(
    Object.entries(limits).map(
      ([name, value]: [string, number | null]) =>
        value === null ||
        (Number.isSafeInteger(value) && value >= 0) ||
        invalid([...path, name], 'A limit is a whole number of 0 or more'),
    ),
  );
}

/** Why somebody did something: kept for ever, so it must say something. */
export function checkReason(reason: string, path: readonly string[]): true | Problem {
  return (
    (isPlainText(reason, LONGEST_REASON) && reason.trim() !== '') ||
    invalid(path, `Give a reason of 1 to ${LONGEST_REASON} characters`)
  );
}

export function checkIdempotencyKey(key: string): true | Problem {
  return idempotencyKeyProblem(key) ?? true;
}
