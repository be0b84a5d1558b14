import { type Pico, toPico } from '../kernel/index.ts';
import { classOf, type PriceKey, type TokenKind } from './kinds.ts';
import type { Part } from './parts.ts';
import type { Tariff } from './tariff.ts';
import type { Usage } from './usage.ts';

/**
 * One term of an amount: `quantity` x `unitPrice` = `amount`, exactly. Where a price is not whole per
 * unit, `unitPrice` is for `per` units and `amount` is the whole pico-dollars of quantity x unitPrice
 * / per: what is left over is below one pico-dollar, and these same figures say how much it is.
 */
export interface SpendLine {
  readonly kind: PriceKey;
  readonly quantity: number;
  readonly unitPrice: Pico;
  /** Above 1 on few lines. */
  readonly per: bigint;
  readonly amount: Pico;
}

/** The lines of one call as they are added up, and what had no price. */
export class Bill {
  readonly lines: SpendLine[] = [];
  readonly missing: string[] = [];
  readonly #tariff: Tariff;
  readonly #usage: Usage;
  total = 0n;

  constructor(tariff: Tariff, usage: Usage) {
    this.#tariff = tariff;
    this.#usage = usage;
  }

  add(key: PriceKey, quantity: number): void {
    const priced = this.#tariff.keyOf(key);
    if (priced === undefined) this.#miss(key);
    else this.lines.push(this.#line(priced, quantity));
  }

  /** Charges a whole by its parts, each token once. `covered`: charged by another measure if the whole has no price. */
  addTokens<Kind extends TokenKind>(
    whole: Kind,
    { total, parts, covered }: { total: number; parts: readonly Part<Kind>[]; covered: boolean },
  ): void {
    if (total === 0 || (covered && !this.#tariff.knows(whole))) return;
    const first = this.lines.length;
    let left = total;
    let plain = total;
    for (const part of parts) {
      const tokens = Math.min(part.tokensIn(this.#usage), left);
      if (tokens <= 0) continue;
      left -= tokens;
      const key = this.#keyOfPart(part);
      if (key === whole) continue;
      plain -= tokens;
      if (key === undefined) this.#miss(part.kind);
      else this.#addTo(key, tokens);
    }
    if (plain > 0) this.#insert(first, whole, plain);
  }

  /** Undefined when the part has no price, and may not have that of its whole either. */
  #keyOfPart<Kind extends TokenKind>(part: Part<Kind>): Kind | undefined {
    const tariff = this.#tariff;
    if (tariff.unitPrice(part.kind) !== undefined) return part.kind;
    if (tariff.isSilentOn(part.kind)) return undefined;
    if (part.exceptBeside !== undefined && tariff.knows(part.exceptBeside)) return undefined;
    for (const like of part.costsLike) {
      if (tariff.knows(like)) return tariff.isSilentOn(like) ? undefined : like;
    }
    return part.costsLike.at(-1);
  }

  /** Parts that share a price share a line. */
  #addTo(key: TokenKind, tokens: number): void {
    const at = this.lines.findIndex((line) => line.kind === key);
    const before = this.lines[at];
    if (before === undefined) {
      this.add(key, tokens);
      return;
    }
    this.total -= before.amount;
    this.lines[at] = this.#line(key, before.quantity + tokens);
  }

  /** A whole stands before its parts. */
  #insert(at: number, key: TokenKind, tokens: number): void {
    if (this.#tariff.unitPrice(key) === undefined) this.#miss(key);
    else if (at === this.lines.length) this.lines.push(this.#line(key, tokens));
    else this.lines.splice(at, 0, this.#line(key, tokens));
  }

  #line(key: PriceKey, used: number): SpendLine {
    const unit = this.#tariff.unitPrice(key);
    if (unit === undefined) throw new Error(`no price for ${key}`);
    const { pico, per } = this.#tariff.priceIn(unit, key);
    const quantity = unit.minimum === undefined ? used : Math.max(used, unit.minimum);
    const whole = BigInt(quantity) * pico;
    const amount = per === 1n ? whole : whole / per;
    this.total += amount;
    return { kind: key, quantity, unitPrice: pico, per, amount: toPico(amount) };
  }

  #miss(key: PriceKey): void {
    const { serviceTier } = this.#usage;
    const ofTier = serviceTier !== undefined && classOf(key) !== 'tool';
    this.missing.push(ofTier ? `${key} (${serviceTier})` : key);
  }
}
