import { isPlainText, parsePico } from '../../kernel/index.ts';
import type { Problem } from '../problem.ts';
import { digitsOf } from '../profile.ts';

/** Credit that a customer is to have. */
export interface GrantRequest {
  readonly customer: string;
  readonly name: string;
  /** Decimal text in `currency`, which is that of the customer's billing profile. */
  readonly amount: string;
  readonly currency: string;
  /** What has a lower one is used first. */
  readonly priority: number;
  /** Null: never. */
  readonly expiresAt: Date | null;
}

const MOST_PICO = 10n ** 24n;
const HIGHEST_PRIORITY = 1_000;

/** All that is wrong with it. */
export function checkGrant(
  request: GrantRequest,
  { currency, now }: { currency: string; now: Date },
): Problem[] {
  const amount = parsePico(request.amount);
  const digits = digitsOf(currency);
  const isAmount =
    amount !== null &&
    amount > 0n &&
    amount <= MOST_PICO &&
    amount % 10n ** BigInt(12 - digits) === 0n;
  const { priority, expiresAt } = request;
  return [
    ...checkName('customer', request.customer),
    ...checkName('name', request.name),
    !isAmount &&
      invalid('amount', `Give an amount above 0, at most 10^12, with at most ${digits} decimals`),
    request.currency !== currency &&
      invalid('currency', `The customer is billed in ${currency}: give credit in it`),
    !(Number.isInteger(priority) && priority >= 0 && priority <= HIGHEST_PRIORITY) &&
      invalid('priority', `Give a whole number from 0 to ${HIGHEST_PRIORITY}`),
    expiresAt !== null && !(expiresAt > now) && invalid('expiresAt', 'Give a time to come'),
  ].filter((check) => check !== false);
}

export function checkName(field: string, text: string): Problem[] {
  return isPlainText(text, 256) ? [] : [invalid(field, 'Give 1 to 256 characters')];
}

function invalid(name: string, message: string): Problem {
  return { code: 'INVALID', message, path: [name] };
}
