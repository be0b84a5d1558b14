import { assert } from '../kernel/index.ts';
import { AT_COST } from './rating/at-cost.ts';
import { parseRateCard } from './rating/parse-rate-card.ts';
import type { RateCard } from './rating/rate-card.ts';
import type { CardInForce } from './sql/terms.ts';

/** Stored terms were read once before: what cannot be read now is a bug, not somebody's mistake. */
export function termsOf(card: CardInForce | null): RateCard {
  if (card === null) return AT_COST;
  const terms = parseRateCard(card.terms);
  assert(terms.ok, `rate card version ${card.versionId} cannot be read`);
  return terms.value;
}
