export {
  formatDecimal,
  formatPico,
  type Pico,
  parseDecimal,
  parsePico,
  toPico,
  ZERO_PICO,
} from '@tollgate/shared';
export { assert } from './assert.ts';
export { BoundedMap } from './bounded-map.ts';
export { type Clock, systemClock } from './clock.ts';
export { CURRENCY } from './currency.ts';
export { idempotencyKeyProblem, USED_IDEMPOTENCY_KEY } from './idempotency-key.ts';
export { NamePattern } from './name-pattern.ts';
export { OperatorError } from './operator-error.ts';
export {
  compareParts,
  MOST_PLACES,
  type Reconciliation,
  type ReconciliationCheck,
} from './reconciliation.ts';
export { err, ok, type Result } from './result.ts';
export { Secret } from './secret.ts';
export { isPlainText } from './text.ts';
