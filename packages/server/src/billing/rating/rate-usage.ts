import { assert, type Pico, toPico } from '../../kernel/index.ts';
import { type Exact, exactOf, percentOf, type Quantity, sumOf, wholeUnits } from './exact.ts';
import { amountLine, pricedLine, type RatedLine } from './line.ts';
import { type ModelUsage, namesModel, type RateCard, type RateRule } from './rate-card.ts';
import { rateTiers } from './rate-tiers.ts';

/**
 * What a whole period of usage comes to. A pure function of its arguments: the order of the usage does
 * not matter, and equal models are added up first.
 */
export function rateUsage(card: RateCard, usage: readonly ModelUsage[]): RatedLine[] {
  const models = mergeModels(usage);
  const byRule = new Map<RateRule, ModelUsage[]>(card.rules.map((rule) => [rule, []]));
  for (const each of models) {
    const rule = card.rules.find((candidate) => namesModel(candidate, each.model));
    assert(rule !== undefined, 'the last rule of a rate card names every model');
    byRule.get(rule)?.push(each);
  }
  const used = [...byRule].flatMap(([rule, own]) => rateRule(rule, own));
  return [...used, ...reductionsOf(card, used), ...feesOf(card)];
}

function rateRule(rule: RateRule, usage: readonly ModelUsage[]): RatedLine[] {
  const { price } = rule;
  const fees = usage.map((each) => requestFee(rule, each));
  const priced =
    price.kind === 'COST_PLUS'
      ? usage.map((each) => costPlus(rule, each, price.factor))
      : price.kind === 'PER_TOKEN'
        ? usage.flatMap((each) => ownPrices(rule, each, price.prices))
        : rateTiers(rule.name, price, usage);
  return [...priced, ...fees].filter(({ quantity }) => quantity !== 0n);
}

function costPlus(rule: RateRule, { model, cost }: ModelUsage, factor: Pico): RatedLine {
  return pricedLine({
    name: rule.name,
    kind: 'USAGE',
    description: `${model}: usage`,
    ...{ model, unit: 'USD at cost', quantity: cost as bigint as Quantity, unitPrice: factor },
  });
}

function ownPrices(
  rule: RateRule,
  usage: ModelUsage,
  prices: { input: Pico; cachedInput: Pico; cacheWrite: Pico; output: Pico },
): RatedLine[] {
  const { model, inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens } = usage;
  const plain = inputTokens - cachedInputTokens - cacheWriteTokens;
  const classes: readonly [string, number, Pico][] = [
    ['Input tokens', plain, prices.input],
    ['Cached input tokens', cachedInputTokens, prices.cachedInput],
    ['Cache write tokens', cacheWriteTokens, prices.cacheWrite],
    ['Output tokens', outputTokens, prices.output],
  ];
  return classes.map(([unit, tokens, unitPrice]) =>
    pricedLine({
      name: rule.name,
      kind: 'USAGE',
      description: `${model}: ${unit.toLowerCase()}`,
      ...{ model, unit, quantity: wholeUnits(tokens), unitPrice },
    }),
  );
}

function requestFee(rule: RateRule, { model, calls }: ModelUsage): RatedLine {
  return pricedLine({
    name: `${rule.name} request fee`,
    kind: 'USAGE',
    description: `${model}: fee per request`,
    ...{ model, unit: 'Requests', unitPrice: rule.requestFee },
    quantity: wholeUnits(rule.requestFee === 0n ? 0 : calls),
  });
}

/** Allowance, discount and minimum, in this order, each on what the ones before have left. */
function reductionsOf(card: RateCard, used: readonly RatedLine[]): RatedLine[] {
  const lines: RatedLine[] = [];
  let rest = sumOf(used.map(({ exact }) => exact));
  const add = (line: RatedLine) => {
    if (line.exact !== 0n) lines.push(line);
    rest = (rest + line.exact) as Exact;
  };
  const free = atMost(exactOf(card.allowance), rest);
  add(amountLine('ALLOWANCE', 'Included allowance', -free as Exact));
  const discount = percentOf(rest, card.discountPercent);
  add(amountLine('DISCOUNT', 'Discount', -discount as Exact));
  const missing = (exactOf(card.minimum) - rest) as Exact;
  if (missing > 0n) add(amountLine('TRUE_UP', 'Minimum commitment: true-up', missing));
  return lines;
}

function feesOf({ fixedFees }: RateCard): RatedLine[] {
  return fixedFees
    .filter(({ amount }) => amount !== 0n)
    .map(({ name, amount }) =>
      pricedLine({
        name,
        kind: 'FEE',
        description: name,
        ...{ model: null, unit: 'Periods', quantity: wholeUnits(1), unitPrice: amount },
      }),
    );
}

/** Usage that is in sum negative has nothing to be let off. */
function atMost(limit: Exact, amount: Exact): Exact {
  if (amount <= 0n) return 0n as Exact;
  return amount < limit ? amount : limit;
}

function mergeModels(usage: readonly ModelUsage[]): ModelUsage[] {
  const merged = new Map<string, ModelUsage>();
  for (const each of usage) {
    const known = merged.get(each.model);
    merged.set(each.model, known === undefined ? each : addUsage(known, each));
  }
  return [...merged.values()].toSorted((a, b) => (a.model < b.model ? -1 : 1));
}

function addUsage(a: ModelUsage, b: ModelUsage): ModelUsage {
  return {
    model: a.model,
    calls: a.calls + b.calls,
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cost: toPico(a.cost + b.cost),
  };
}
