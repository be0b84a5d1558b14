import type { Clock, Pico, Result } from '../kernel/index.ts';
import { err, NamePattern, ok } from '../kernel/index.ts';
import type { Pool } from '../platform/postgres/index.ts';
import type { LiveBook } from './book/live-book.ts';
import { subjectsOf } from './book/places.ts';
import type { PriceBook, Resolution } from './book/price-book.ts';
import { type PriceSet, type SetPriceRequest, setPrice } from './book/set-price.ts';
import { type ApplyFrom, approveUpdate, rejectUpdate } from './book/updates.ts';
import type { UnpricedPolicy } from './deployment-price.ts';
import type { PriceVersion } from './prices.ts';
import type { Problem } from './problem.ts';
import { type PriceQuote, placesOfQuoted, type QuotedModel, quote } from './quote.ts';
import {
  findUpdate,
  listUpdates,
  type PriceUpdate,
  type ProposedTimeline,
  readProposals,
} from './sql/price-updates.ts';
import { findVersion, listRevisions, type Revision } from './sql/revisions.ts';
import type { Usage } from './usage.ts';

/** A deployment as prices see it. */
export interface PricedDeployment {
  readonly id: string;
  readonly modelName: string;
  readonly provider: string;
  readonly upstreamModel: string;
  readonly baseModel: string | null;
  readonly unpriced: UnpricedPolicy;
  readonly ownPrice: PriceVersion | null;
  readonly fallbackPrice: PriceVersion | null;
}

/** What a deployment costs now, and where that is from. */
export interface DeploymentPricing {
  readonly deployment: PricedDeployment;
  readonly resolution: Resolution;
}

/** The price book as people and billing systems use it. */
export class PriceService {
  readonly #pool: Pool;
  readonly #live: LiveBook;
  readonly #clock: Clock;
  readonly #deployments: () => readonly PricedDeployment[];
  readonly #named: (name: string) => QuotedModel | null;

  constructor(deps: {
    pool: Pool;
    live: LiveBook;
    clock: Clock;
    deployments: () => readonly PricedDeployment[];
    /** What a name that callers may ask for leads to. */
    named: (name: string) => QuotedModel | null;
  }) {
    this.#pool = deps.pool;
    this.#live = deps.live;
    this.#clock = deps.clock;
    this.#deployments = deps.deployments;
    this.#named = deps.named;
  }

  get book(): PriceBook {
    return this.#live.book;
  }

  now(): Date {
    return this.#clock.now();
  }

  /** Resolves when what was committed before the call is known here. */
  refresh(): Promise<void> {
    return this.#live.refresh();
  }

  /** Every deployment with its price at this moment, by the names callers use. */
  models(): DeploymentPricing[] {
    const atMs = this.#clock.now().getTime();
    return this.#deployments()
      .map((deployment) => ({ deployment, resolution: this.#resolve(deployment, atMs) }))
      .sort((a, b) => compare(keyOf(a.deployment), keyOf(b.deployment)));
  }

  /** The same look-up and the same arithmetic as for a call. */
  quote(model: QuotedModel, usage: Usage, at: Date): PriceQuote {
    return quote(this.book, { model, usage, at });
  }

  /** What a call of a model costs now; null when there is no such model, or no price for it. */
  costNow(name: string, usage: Usage): Pico | null {
    const model = this.findModel(name);
    return model && this.quote(model, usage, this.now()).amount;
  }

  /** By the name callers use, or a pattern of such names; else by `provider/model`; null when it is none. */
  findModel(name: string): QuotedModel | null {
    const found = this.#named(name);
    if (found !== null) return found;
    const pattern = this.#deployments().find(({ modelName }) => modelName === name);
    if (pattern !== undefined) return pattern;
    const slash = name.indexOf('/');
    if (slash < 1 || slash === name.length - 1) return null;
    const [provider, upstreamModel] = [name.slice(0, slash), name.slice(slash + 1)];
    return { modelName: null, provider, upstreamModel, baseModel: null };
  }

  /** Every place a model's price may stand in, on all layers: its history is the history of these. */
  subjectsOf(model: QuotedModel): string[] {
    const places = placesOfQuoted(model).map(({ subject }) => subject);
    return [...new Set([...subjectsOf(model), ...places])];
  }

  history(
    subjects: readonly string[],
    page: { after: number | null; limit: number },
  ): Promise<Revision[]> {
    return listRevisions(this.#pool, subjects, page);
  }

  /** The prices under a name that an event records; null when no such version was ever written. */
  version(name: string): Promise<PriceVersion | null> {
    return findVersion(this.#pool, name);
  }

  /** In force here when it resolves, and in every other process by then or soon after. */
  async setPrice(
    request: SetPriceRequest,
    author: { idempotencyKey: string; by: string },
  ): Promise<Result<PriceSet, Problem[]>> {
    const now = this.#clock.now();
    return this.#thenRefresh(await setPrice(this.#pool, request, { ...author, now }));
  }

  updates(page: { after: string | null; limit: number }): Promise<PriceUpdate[]> {
    return listUpdates(this.#pool, page);
  }

  update(id: string): Promise<PriceUpdate | null> {
    return findUpdate(this.#pool, { id });
  }

  proposals(id: string, page: { after: string; limit: number }): Promise<ProposedTimeline[]> {
    return readProposals(this.#pool, id, page);
  }

  async approve(
    id: string,
    applyFrom: ApplyFrom,
    by: string,
  ): Promise<Result<PriceUpdate, Problem[]>> {
    const now = this.#clock.now();
    return this.#decided(await approveUpdate(this.#pool, { id, applyFrom, by, now }));
  }

  async reject(id: string, by: string): Promise<Result<PriceUpdate, Problem[]>> {
    return this.#decided(await rejectUpdate(this.#pool, { id, by }));
  }

  async #decided(
    decision: Result<PriceUpdate, 'NOT_FOUND' | 'CONFLICT'>,
  ): Promise<Result<PriceUpdate, Problem[]>> {
    if (decision.ok) return this.#thenRefresh(ok(decision.value));
    const message =
      decision.error === 'NOT_FOUND'
        ? 'There is no such update'
        : 'This update was decided otherwise';
    return err([{ code: decision.error, message, path: ['id'] }]);
  }

  async #thenRefresh<T, E>(result: Result<T, E>): Promise<Result<T, E>> {
    if (result.ok) await this.#live.refresh();
    return result;
  }

  #resolve(deployment: PricedDeployment, atMs: number): Resolution {
    const [own, ...rest] = placesOfQuoted(deployment);
    const fallback = rest.at(-1);
    const always = { fromMs: Number.NEGATIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY };
    const { ownPrice, fallbackPrice } = deployment;
    if (ownPrice !== null) return { price: ownPrice, place: own ?? null, ...always };
    const found = this.book.find(rest.slice(0, -1), atMs);
    // Where a pattern leads, most models have a price, and the fallback is for the others.
    const isPattern = NamePattern.is(deployment.upstreamModel);
    if (found.price !== null || fallbackPrice === null || isPattern) return found;
    return { ...found, price: fallbackPrice, place: fallback ?? null };
  }
}

function keyOf({ modelName, provider, upstreamModel, id }: PricedDeployment): string {
  return JSON.stringify([modelName, provider, upstreamModel, id]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
