import type { FormProblems } from '../../lib/form-problems.ts';
import type { VariablesOf } from '../../lib/graphql.ts';
import type { DecimalText } from '../../lib/money.ts';
import type { SetPrice_Mutation } from './set-price-mutation.ts';

type SetPriceInput = VariablesOf<typeof SetPrice_Mutation>['input'];
type Component = NonNullable<SetPriceInput['components']>[number];

/** The usual prices, in the units they are published in. */
export const USUAL_KINDS = [
  { kind: 'input', label: 'Input', per: 1_000_000 },
  { kind: 'cached_input', label: 'Cached input', per: 1_000_000 },
  { kind: 'cache_write', label: 'Cache write', per: 1_000_000 },
  { kind: 'output', label: 'Output', per: 1_000_000 },
  { kind: 'request', label: 'Each request', per: 1 },
] as const;

export type UsualKind = (typeof USUAL_KINDS)[number]['kind'];

/** A price of any other kind, as it is typed. */
export interface OtherPrice {
  readonly id: string;
  readonly kind: string;
  readonly amount: string;
  readonly per: string;
}

export interface PriceValues {
  readonly usual: Readonly<Record<UsualKind, string>>;
  readonly others: readonly OtherPrice[];
  /** `YYYY-MM-DDTHH:MM` in UTC; empty: now. */
  readonly from: string;
  readonly until: string;
  readonly reason: string;
}

export const NO_PRICE: PriceValues = {
  usual: { input: '', cached_input: '', cache_write: '', output: '', request: '' },
  others: [],
  from: '',
  until: '',
  reason: '',
};

type PriceField = 'kind' | 'amount';

/** The name of a field of the form, by the kind it stands for or the row it is in. */
export function fieldOf(row: string, field: PriceField): string {
  return `${row} ${field}`;
}

/** The rows that say something, in the order they are sent. */
function rowsOf({ usual, others }: PriceValues): string[] {
  const said = others.filter(({ kind, amount }) => kind.trim() !== '' || amount.trim() !== '');
  return [
    ...USUAL_KINDS.filter(({ kind }) => usual[kind].trim() !== '').map(({ kind }) => kind),
    ...said.map(({ id }) => id),
  ];
}

/** As the server calls the fields that were sent, by their names in the form. */
export function sentFields(values: PriceValues): ReadonlyMap<string, string> {
  const fields = ['kind', 'amount'] as const;
  return new Map(
    rowsOf(values).flatMap((row, at) =>
      fields.map((field) => [`components.${at}.${field}`, fieldOf(row, field)] as const),
    ),
  );
}

const DECIMAL = /^\d+(\.\d+)?$/;

/** Amounts that are no plain decimal text, which is all that can be sent; other rules are the server's. */
export function checkAmounts(values: PriceValues): FormProblems {
  const { usual, others } = values;
  const typed = new Map<string, string>([
    ...Object.entries(usual),
    ...others.map(({ id, amount }) => [id, amount] as const),
  ]);
  const wrong = rowsOf(values).filter((row) => !DECIMAL.test(typed.get(row)?.trim() ?? ''));
  return Object.fromEntries(
    wrong.map((row) => [fieldOf(row, 'amount'), 'A plain decimal number, such as 0.075']),
  );
}

/** What was typed, as the server takes it: amounts stay text. The server says what is wrong with them. */
export function toPriceInput(subject: string, values: PriceValues): SetPriceInput {
  const usual = USUAL_KINDS.flatMap(({ kind, per }): Component[] => {
    const amount = values.usual[kind].trim();
    return amount === '' ? [] : [{ kind, amount: amount as DecimalText, perUnits: per }];
  });
  const others = values.others
    .filter(({ kind, amount }) => kind.trim() !== '' || amount.trim() !== '')
    .map(
      ({ kind, amount, per }): Component => ({
        kind: kind.trim(),
        amount: amount.trim() as DecimalText,
        perUnits: Number(per),
      }),
    );
  return {
    subject,
    components: [...usual, ...others],
    effectiveFrom: inUtc(values.from),
    effectiveUntil: inUtc(values.until),
    reason: values.reason.trim(),
  };
}

/** The minute of an instant, as a field of date and time has it, in UTC. */
export function toFieldText(instant: string): string {
  return new Date(instant).toISOString().slice(0, 'YYYY-MM-DDTHH:MM'.length);
}

function inUtc(fieldText: string): string | null {
  return fieldText === '' ? null : `${fieldText}:00.000Z`;
}
