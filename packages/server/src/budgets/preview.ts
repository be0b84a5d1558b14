import { type Pico, toPico } from '../kernel/index.ts';
import { type Pool, streamRows } from '../platform/postgres/index.ts';
import type { Terms } from './read-terms.ts';
import { toPico as readPico } from './rule-rows.ts';
import type { Dimension, Scope } from './scope.ts';
import { spanAt } from './window.ts';

export interface PreviewRequest {
  readonly terms: Terms;
  readonly scope: Scope;
  /** Each customer on this tier has a count of its own; null: the scope has one. */
  readonly tier: { readonly id: string; readonly isDefault: boolean } | null;
  readonly from: Date;
  readonly to: Date;
}

/** What a budget would have done to the calls of a period. */
export interface Preview {
  readonly calls: number;
  /** A hard budget would have refused them, a soft one told of them. */
  readonly affectedCalls: number;
  readonly affectedChargePico: Pico;
  readonly affectedCustomers: number;
}

/** One call, all its attempts together. */
interface CallRow {
  readonly customer: string | null;
  readonly occurred_at: Date;
  readonly charge: string;
}

/**
 * Replays the recorded calls in the order in which they came, against a budget that was never there:
 * refused are those whose charge would have passed the limit, and what is refused is not spent.
 * Windows that were running when the period began are counted from their own beginning. Exact, in
 * memory that does not grow with the record.
 */
export async function previewBudget(pool: Pool, request: PreviewRequest): Promise<Preview> {
  const replay = new Replay(request);
  const { text, values } = callsOf(request);
  for await (const rows of streamRows<CallRow>(pool, text, values)) {
    for (const row of rows) replay.add(row);
  }
  return replay.result();
}

class Replay {
  readonly #request: PreviewRequest;
  readonly #fromMs: number;
  #customer: string | null = null;
  /** The last customer that was counted as affected; theirs come one after the other. */
  #endMs = Number.NEGATIVE_INFINITY;
  #posted = 0n;
  #calls = 0;
  #affectedCalls = 0;
  #affectedCharge = 0n;
  readonly #affected = new Set<string>();

  constructor(request: PreviewRequest) {
    this.#request = request;
    this.#fromMs = request.from.getTime();
  }

  add({ customer, occurred_at, charge: text }: CallRow): void {
    const { terms, tier } = this.#request;
    const atMs = occurred_at.getTime();
    const isNext = tier !== null && customer !== this.#customer;
    if (isNext || atMs >= this.#endMs) {
      this.#posted = 0n;
      this.#endMs = spanAt(terms.window, atMs).endMs;
    }
    this.#customer = customer;
    const charge = readPico(text);
    const isOver = charge > 0n && this.#posted + charge > terms.limitPico;
    if (!isOver || terms.kind === 'soft') this.#posted += charge;
    if (atMs < this.#fromMs) return;
    this.#calls += 1;
    if (!isOver) return;
    this.#affectedCalls += 1;
    this.#affectedCharge += charge;
    if (customer !== null) this.#affected.add(customer);
  }

  result(): Preview {
    return {
      calls: this.#calls,
      affectedCalls: this.#affectedCalls,
      affectedChargePico: toPico(this.#affectedCharge),
      affectedCustomers: this.#affected.size,
    };
  }
}

const COLUMNS: Readonly<Record<Dimension, string>> = {
  teamId: 'e.team_id::text',
  userId: 'e.user_id::text',
  apiKeyId: 'e.api_key_id::text',
  customer: 'e.customer_external_id',
  tag: 'e.tags',
  model: 'e.model',
  provider: 'e.provider',
};

function callsOf({ terms, scope, tier, from, to }: PreviewRequest) {
  const values: unknown[] = [new Date(spanAt(terms.window, from.getTime()).startMs), to];
  const conditions = ['e.occurred_at >= $1', 'e.occurred_at < $2'];
  for (const [dimension, value] of Object.entries(scope) as [Dimension, string][]) {
    values.push(value);
    const equals = dimension === 'tag' ? `$${values.length} = any(e.tags)` : null;
    conditions.push(equals ?? `${COLUMNS[dimension]} = $${values.length}`);
  }
  if (tier !== null) {
    values.push(tier.id);
    const on = `t.tier_id = $${values.length}`;
    conditions.push('e.customer_external_id is not null');
    conditions.push(tier.isDefault ? `(${on} or t.tier_id is null)` : on);
  }
  const text = `
    select e.customer_external_id as customer, min(e.occurred_at) as occurred_at,
           coalesce(sum(e.charge), 0)::text as charge
      from spend_event e left join customer_tier t
        on t.customer_external_id = e.customer_external_id
     where ${conditions.join(' and ')}
     group by e.customer_external_id, e.call_id
     order by ${tier === null ? '' : 'e.customer_external_id collate "C", '}min(e.occurred_at), e.call_id`;
  return { text, values };
}
