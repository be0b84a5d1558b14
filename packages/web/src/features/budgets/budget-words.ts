import { plural } from '../../lib/counts.ts';
import type { Tone } from '../../ui/badge.tsx';
import type { MeterTone } from '../../ui/meter.tsx';
import type { BudgetFacts } from './budget-fragment.ts';

export type Status = NonNullable<BudgetFacts['state']>['status'];

/** How each state is said and shown; the words alone carry the meaning. */
export const STATUSES: Record<Status, { word: string; tone: Tone; meter: MeterTone }> = {
  OK: { word: 'Within', tone: 'good', meter: 'good' },
  NEAR: { word: 'Near limit', tone: 'warn', meter: 'warn' },
  EXCEEDED: { word: 'Exceeded', tone: 'bad', meter: 'bad' },
  SOFT_EXCEEDED: { word: 'Over, soft', tone: 'warn', meter: 'warn' },
};

const PERIODS: Readonly<Record<string, string>> = {
  daily: 'a day',
  weekly: 'a week',
  monthly: 'a month',
  quarterly: 'a quarter',
  yearly: 'a year',
  total: 'in all',
};

const UNITS: Readonly<Record<string, string>> = {
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  mo: 'month',
  y: 'year',
};

/** "a month", "in all", "every 30 days": what follows an amount. */
export function periodWords(period: string): string {
  const [, count = '', unit = ''] = /^(\d+)([a-z]+)$/.exec(period) ?? [];
  const word = UNITS[unit];
  if (word !== undefined) return `every ${count === '1' ? word : plural(Number(count), word)}`;
  return PERIODS[period] ?? `every ${period}`;
}

/** The parts of a scope in the order of their weight; none of them: every call. */
export function scopeParts(scope: BudgetFacts['scope']): { name: string; value: string }[] {
  const parts: [string, string | null | undefined][] = [
    ['Customer', scope.customer],
    ['Team', scope.team?.name],
    ['User', scope.user?.name],
    ['Key', scope.apiKey?.alias],
    ['Model', scope.model],
    ['Provider', scope.provider],
    ['Tag', scope.tag],
  ];
  return parts.flatMap(([name, value]) => (value == null ? [] : [{ name, value }]));
}

export function scopeText(scope: BudgetFacts['scope']): string {
  const parts = scopeParts(scope);
  return parts.length === 0
    ? 'All calls'
    : parts.map(({ name, value }) => `${name} ${value}`).join(', ');
}
