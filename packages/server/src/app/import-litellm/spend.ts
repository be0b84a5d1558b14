import { assert, type Pico, toPico, ZERO_PICO } from '../../kernel/index.ts';
import { readDouble } from './amount.ts';
import { keyIdOf } from './people.ts';
import type { DumpRow } from './read-dump.ts';
import type { Source } from './source.ts';
import { stableId } from './stable-id.ts';

/** What was used and spent in some calls together. */
export interface Measures {
  readonly calls: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly spend: Pico;
}

/** Calls of one day that are alike, and ended alike. */
export interface ImportedSpend extends Measures {
  readonly callId: string;
  readonly date: string;
  readonly status: 'failed' | 'succeeded';
  readonly customer: string | null;
  readonly apiKeyId: string | null;
  readonly model: string;
  readonly upstreamModel: string;
  readonly provider: string;
  readonly endpoint: string | null;
}

export interface PlannedSpend {
  readonly rows: readonly ImportedSpend[];
  /** As the daily table of users has it, which is of all calls. */
  readonly sourceTotal: Pico;
  /** As the daily table of customers has it. */
  readonly sourceCustomers: Pico;
  /** By how much its customers have more than all calls, where its own tables disagree. */
  readonly excess: Pico;
  readonly notes: readonly string[];
}

interface Sums extends Measures {
  readonly succeeded: number;
  readonly failed: number;
}

/**
 * Two tables overlap: one has every call by its user, the other those of customers. The rows of
 * customers are taken as they are; what is left of the same day, key, model and endpoint was spent
 * for nobody.
 */
export function planSpend({ userSpend, customerSpend }: Source): PlannedSpend {
  const notes: string[] = [];
  const ofAll = Map.groupBy(userSpend, groupKey);
  const ofCustomers = Map.groupBy(customerSpend.filter(isOfCustomer), groupKey);
  let excess = 0n;
  const rows = [...new Set([...ofAll.keys(), ...ofCustomers.keys()])].sort().flatMap((key) => {
    const all = sum((ofAll.get(key) ?? []).map(sumsOf));
    const named = [...Map.groupBy(ofCustomers.get(key) ?? [], customerOf)].map(
      ([customer, list]) => ({ customer, sums: sum(list.map(sumsOf)), row: first(list) }),
    );
    const rest = subtract(all, sum(named.map(({ sums }) => sums)));
    if (rest.spend < 0n) excess -= rest.spend;
    const sample = first(ofAll.get(key) ?? ofCustomers.get(key) ?? []);
    return [...named, { customer: null, sums: clamp(rest), row: sample }].flatMap(toRows);
  });
  if (excess > 0n) {
    notes.push("LiteLLM's daily tables disagree: its customers spent more than all calls together");
  }
  return {
    rows,
    sourceTotal: spendOf(userSpend),
    sourceCustomers: spendOf(customerSpend.filter(isOfCustomer)),
    excess: toPico(excess),
    notes,
  };
}

function isOfCustomer(row: DumpRow): boolean {
  return customerOf(row) !== '';
}

function customerOf(row: DumpRow): string {
  return row['end_user_id'] ?? '';
}

const ALIKE = [
  'date',
  'api_key',
  'model',
  'model_group',
  'custom_llm_provider',
  'mcp_namespaced_tool_name',
  'endpoint',
];

function groupKey(row: DumpRow): string {
  return JSON.stringify(ALIKE.map((name) => row[name] ?? ''));
}

function sumsOf(row: DumpRow): Sums {
  const count = (name: string) => Number(row[name] ?? 0);
  const failed = count('failed_requests');
  const succeeded = count('successful_requests') || Math.max(count('api_requests') - failed, 0);
  return {
    succeeded,
    failed,
    calls: succeeded + failed,
    inputTokens: count('prompt_tokens'),
    cachedInputTokens: count('cache_read_input_tokens'),
    cacheWriteTokens: count('cache_creation_input_tokens'),
    outputTokens: count('completion_tokens'),
    spend: readDouble(row['spend'] ?? '0') ?? ZERO_PICO,
  };
}

function combine(a: Sums, b: Sums, sign: 1 | -1): Sums {
  const add = (x: number, y: number) => x + sign * y;
  return {
    succeeded: add(a.succeeded, b.succeeded),
    failed: add(a.failed, b.failed),
    calls: add(a.calls, b.calls),
    inputTokens: add(a.inputTokens, b.inputTokens),
    cachedInputTokens: add(a.cachedInputTokens, b.cachedInputTokens),
    cacheWriteTokens: add(a.cacheWriteTokens, b.cacheWriteTokens),
    outputTokens: add(a.outputTokens, b.outputTokens),
    spend: toPico(a.spend + BigInt(sign) * b.spend),
  };
}

const NOTHING: Sums = {
  succeeded: 0,
  failed: 0,
  calls: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  spend: ZERO_PICO,
};

function sum(list: readonly Sums[]): Sums {
  return list.reduce((total, each) => combine(total, each, 1), NOTHING);
}

function subtract(a: Sums, b: Sums): Sums {
  return combine(a, b, -1);
}

function clamp(sums: Sums): Sums {
  const above = (value: number) => Math.max(value, 0);
  return {
    succeeded: above(sums.succeeded),
    failed: above(sums.failed),
    calls: above(sums.succeeded) + above(sums.failed),
    inputTokens: above(sums.inputTokens),
    cachedInputTokens: above(sums.cachedInputTokens),
    cacheWriteTokens: above(sums.cacheWriteTokens),
    outputTokens: above(sums.outputTokens),
    spend: sums.spend < 0n ? ZERO_PICO : sums.spend,
  };
}

/** What was spent goes with the calls that succeeded, if there are any. */
function toRows({
  customer,
  sums,
  row,
}: {
  customer: string | null;
  sums: Sums;
  row: DumpRow;
}): ImportedSpend[] {
  const { succeeded, failed, calls: _, ...used } = sums;
  const isUsed = sums.spend > 0n || sums.inputTokens > 0 || sums.outputTokens > 0;
  const rows: ImportedSpend[] = [];
  const common = { ...placeOf(row), customer };
  const idOf = (status: string) => stableId('spend', groupKey(row), customer, status);
  const carriesAll = succeeded > 0 || failed === 0;
  if (succeeded > 0 || (carriesAll && isUsed)) {
    rows.push({
      ...common,
      ...used,
      calls: succeeded,
      status: 'succeeded',
      callId: idOf('succeeded'),
    });
  }
  if (failed > 0) {
    const carried = carriesAll ? NO_USE : used;
    rows.push({ ...common, ...carried, calls: failed, status: 'failed', callId: idOf('failed') });
  }
  return rows;
}

const NO_USE = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  spend: ZERO_PICO,
} as const;

function placeOf(row: DumpRow) {
  const upstreamModel = row['model'] || 'unknown';
  return {
    date: row['date'] ?? '',
    apiKeyId: keyIdOf(row['api_key'] ?? null),
    model: row['model_group'] || upstreamModel,
    upstreamModel,
    provider: row['custom_llm_provider'] || 'unknown',
    endpoint: row['endpoint'] || null,
  };
}

function first(rows: readonly DumpRow[]): DumpRow {
  const [row] = rows;
  assert(row !== undefined, 'a group has a row');
  return row;
}

function spendOf(rows: readonly DumpRow[]): Pico {
  return rows.reduce((total, row) => toPico(total + sumsOf(row).spend), ZERO_PICO);
}
