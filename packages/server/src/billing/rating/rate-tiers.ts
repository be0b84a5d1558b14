import { type Pico, toPico } from '../../kernel/index.ts';
import { type Quantity, wholeUnits } from './exact.ts';
import { pricedLine, type RatedLine } from './line.ts';
import type { Meter, ModelUsage, PriceTier, RulePrice } from './rate-card.ts';

type Metered = Exclude<RulePrice, { kind: 'COST_PLUS' | 'PER_TOKEN' }>;

const UNIT_OF: Readonly<Record<Meter, string>> = {
  TOKENS: 'Tokens',
  INPUT_TOKENS: 'Input tokens',
  OUTPUT_TOKENS: 'Output tokens',
  REQUESTS: 'Requests',
  SPEND: 'USD at cost',
};

const FREE = 0n as Pico;

/** The usage of all models of a rule in one pool, at tiers or by packages. */
export function rateTiers(rule: string, price: Metered, usage: readonly ModelUsage[]): RatedLine[] {
  const unit = UNIT_OF[price.meter];
  const total = usage.reduce((sum, each) => sum + meterOf(price.meter, each), 0n);
  const isAllIncluded = total < price.included;
  const included = isAllIncluded ? total : price.included;
  const line = (name: string, quantity: bigint, unitPrice: Pico, of = unit) =>
    pricedLine({
      name: `${rule} ${name}`,
      kind: 'USAGE',
      description: `${rule}: ${name}`,
      ...{ model: null, unit: of, quantity: quantity as Quantity, unitPrice },
    });
  const owed = total - included;
  const free = line('included', included, FREE);
  if (owed <= 0n) return [free];
  if (price.kind === 'PACKAGE') {
    const packages = (owed + price.size - 1n) / price.size;
    return [free, line('packages', wholeUnits(packages), price.price, 'Packages')];
  }
  const entered =
    price.kind === 'VOLUME' ? volume(price.tiers, owed) : graduated(price.tiers, owed);
  const flats = entered.map(({ tier, index }) =>
    line(`tier ${index + 1} entry`, wholeUnits(tier.flat === 0n ? 0 : 1), tier.flat, 'Tiers'),
  );
  const tiers = entered.map(({ tier, index, quantity }) =>
    line(`tier ${index + 1}`, quantity, tier.unitPrice),
  );
  return [free, ...tiers, ...flats];
}

interface Entered {
  readonly tier: PriceTier;
  readonly index: number;
  readonly quantity: bigint;
}

function graduated(tiers: readonly PriceTier[], owed: bigint): Entered[] {
  let below = 0n;
  const entered: Entered[] = [];
  for (const [index, tier] of tiers.entries()) {
    if (owed <= below) break;
    const end = tier.upTo === null || tier.upTo > owed ? owed : tier.upTo;
    entered.push({ tier, index, quantity: end - below });
    below = end;
  }
  return entered;
}

function volume(tiers: readonly PriceTier[], owed: bigint): Entered[] {
  const index = tiers.findIndex(({ upTo }) => upTo === null || owed <= upTo);
  const tier = tiers[index];
  return tier === undefined ? [] : [{ tier, index, quantity: owed }];
}

function meterOf(meter: Meter, usage: ModelUsage): bigint {
  switch (meter) {
    case 'TOKENS':
      return wholeUnits(usage.inputTokens + usage.outputTokens);
    case 'INPUT_TOKENS':
      return wholeUnits(usage.inputTokens);
    case 'OUTPUT_TOKENS':
      return wholeUnits(usage.outputTokens);
    case 'REQUESTS':
      return wholeUnits(usage.calls);
    case 'SPEND':
      return toPico(usage.cost);
  }
}
