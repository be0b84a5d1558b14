import { listOf } from '../../lib/form-problems.ts';
import { type DecimalText, perMillion, perUnit } from '../../lib/money.ts';
import { randomId } from '../../lib/random-id.ts';

export const METERS = [
  { value: 'TOKENS', label: 'Tokens, in and out' },
  { value: 'INPUT_TOKENS', label: 'Input tokens' },
  { value: 'OUTPUT_TOKENS', label: 'Output tokens' },
  { value: 'REQUESTS', label: 'Requests' },
  { value: 'SPEND', label: 'Dollars of cost' },
] as const;

export type Meter = (typeof METERS)[number]['value'];

export const KINDS = [
  { value: 'COST_PLUS', label: 'Cost plus a markup' },
  { value: 'PER_TOKEN', label: 'Own prices of tokens' },
  { value: 'GRADUATED', label: 'Graduated: each tier its price' },
  { value: 'VOLUME', label: 'Volume: one tier’s price for all' },
  { value: 'PACKAGE', label: 'Packages' },
] as const;

export type PriceKind = (typeof KINDS)[number]['value'];

/** One tier as it stands in the fields; prices of tokens are those of a million. */
export interface TierFields {
  readonly id: string;
  readonly upTo: string;
  readonly unitPrice: string;
  readonly flat: string;
}

/** A rule as it stands in the fields, of every kind: what another kind had is there to come back to. */
export interface RuleFields {
  readonly id: string;
  readonly name: string;
  /** With commas between. */
  readonly models: string;
  readonly kind: PriceKind;
  readonly markupPercent: string;
  readonly input: string;
  readonly cachedInput: string;
  readonly cacheWrite: string;
  readonly output: string;
  readonly meter: Meter;
  readonly included: string;
  readonly size: string;
  readonly price: string;
  readonly tiers: readonly TierFields[];
  readonly requestFee: string;
}

export interface FeeFields {
  readonly id: string;
  readonly name: string;
  readonly amount: string;
}

export interface CardFields {
  readonly rules: readonly RuleFields[];
  readonly allowance: string;
  readonly discountPercent: string;
  readonly minimum: string;
  readonly fixedFees: readonly FeeFields[];
}

export function newTier(): TierFields {
  return { id: randomId(), upTo: '', unitPrice: '', flat: '' };
}

export function newRule(): RuleFields {
  return {
    ...{ id: randomId(), name: '', models: '*', kind: 'COST_PLUS', markupPercent: '20' },
    ...{ input: '', cachedInput: '', cacheWrite: '', output: '' },
    ...{ meter: 'TOKENS', included: '', size: '', price: '', tiers: [newTier()], requestFee: '' },
  };
}

export function newFee(): FeeFields {
  return { id: randomId(), name: '', amount: '' };
}

export function newCard(): CardFields {
  return {
    rules: [{ ...newRule(), name: 'All models' }],
    ...{ allowance: '', discountPercent: '', minimum: '', fixedFees: [] },
  };
}

/** Whether a price of the meter is given for a million units. */
export function isPerMillion(meter: Meter): boolean {
  return meter.endsWith('TOKENS');
}

/** The terms as the API takes them. What is no amount there is left for it to refuse. */
export function writeTerms(card: CardFields): object {
  const { allowance, discountPercent, minimum, fixedFees } = card;
  return {
    rules: card.rules.map(writeRule),
    ...given({ allowance, discountPercent, minimum }),
    ...(fixedFees.length > 0 && {
      fixedFees: fixedFees.map(({ name, amount }) => ({
        name: name.trim(),
        amount: amount.trim(),
      })),
    }),
  };
}

function writeRule(rule: RuleFields): object {
  return {
    name: rule.name.trim(),
    models: listOf(rule.models),
    price: { kind: rule.kind, ...writePrice(rule) },
    ...given({ requestFee: rule.requestFee }),
  };
}

function writePrice(rule: RuleFields): object {
  const { kind, markupPercent, input, cachedInput, cacheWrite, output, meter } = rule;
  if (kind === 'COST_PLUS') return { markupPercent: markupPercent.trim() };
  if (kind === 'PER_TOKEN') {
    return { input: input.trim(), output: output.trim(), ...given({ cachedInput, cacheWrite }) };
  }
  const metered = { meter, ...given({ included: rule.included }) };
  if (kind === 'PACKAGE') return { ...metered, size: rule.size.trim(), price: rule.price.trim() };
  const toUnit = (text: string) => (isPerMillion(meter) ? moved(text, perUnit) : text.trim());
  const tiers = rule.tiers.map(({ upTo, unitPrice, flat }) => ({
    ...{ unitPrice: toUnit(unitPrice), ...given({ upTo, flat }) },
  }));
  return { ...metered, tiers };
}

/** What was filled in. */
function given(texts: Readonly<Record<string, string>>): Record<string, string> {
  const trimmed = Object.entries(texts).map(([name, text]) => [name, text.trim()] as const);
  return Object.fromEntries(trimmed.filter(([, text]) => text !== ''));
}

const NUMBER = /^\d+(\.\d+)?$/;

function moved(text: string, move: (price: DecimalText) => DecimalText): string {
  const plain = text.trim();
  return NUMBER.test(plain) ? shortest(move(plain as DecimalText)) : plain;
}

/** Without zeros that say nothing: "004.50" is "4.5". */
function shortest(decimal: string): string {
  const [whole = '', fraction = ''] = decimal.split('.');
  const rest = fraction.replace(/0+$/, '');
  return `${whole.replace(/^0+(?=\d)/, '') || '0'}${rest === '' ? '' : `.${rest}`}`;
}

/** The fields for terms; null for terms that the fields would not give back as they are. */
export function readFields(terms: unknown): CardFields | null {
  const fields = fieldsOf(terms);
  return canonical(writeTerms(fields)) === canonical(terms) ? fields : null;
}

function fieldsOf(terms: unknown): CardFields {
  const card = recordOf(terms);
  return {
    rules: listIn(card['rules']).map(ruleOf),
    allowance: textOf(card['allowance']),
    discountPercent: textOf(card['discountPercent']),
    minimum: textOf(card['minimum']),
    fixedFees: listIn(card['fixedFees']).map((each) => {
      const { name, amount } = recordOf(each);
      return { id: randomId(), name: textOf(name), amount: textOf(amount) };
    }),
  };
}

function ruleOf(json: unknown): RuleFields {
  const rule = recordOf(json);
  const price = recordOf(rule['price']);
  const blank = newRule();
  const text = (name: string) => textOf(price[name]);
  const meter = METERS.find(({ value }) => value === price['meter'])?.value ?? blank.meter;
  const tiers = listIn(price['tiers']).map((each) => tierOf(each, meter));
  return {
    ...{ id: blank.id, name: textOf(rule['name']), models: listIn(rule['models']).join(', ') },
    kind: KINDS.find(({ value }) => value === price['kind'])?.value ?? blank.kind,
    ...{ markupPercent: text('markupPercent'), input: text('input'), output: text('output') },
    ...{ cachedInput: text('cachedInput'), cacheWrite: text('cacheWrite'), meter },
    ...{ included: text('included'), size: text('size'), price: text('price') },
    tiers: tiers.length > 0 ? tiers : blank.tiers,
    requestFee: textOf(rule['requestFee']),
  };
}

function tierOf(json: unknown, meter: Meter): TierFields {
  const { upTo, unitPrice, flat } = recordOf(json);
  const price = textOf(unitPrice);
  return {
    ...{ id: randomId(), upTo: textOf(upTo), flat: textOf(flat) },
    unitPrice: isPerMillion(meter) ? moved(price, perMillion) : price,
  };
}

function recordOf(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null ? { ...json } : {};
}

function listIn(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : [];
}

function textOf(json: unknown): string {
  return typeof json === 'string' ? json : '';
}

/** The same text for the same terms, whatever the order of names and however numbers are written. */
function canonical(json: unknown): string {
  if (Array.isArray(json)) return `[${json.map(canonical).join()}]`;
  if (typeof json === 'string') return JSON.stringify(NUMBER.test(json) ? shortest(json) : json);
  if (typeof json !== 'object' || json === null) return String(JSON.stringify(json));
  const known = Object.entries(json).filter(([, value]) => value !== null);
  const sorted = known.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, value]) => `${JSON.stringify(name)}:${canonical(value)}`).join()}}`;
}
