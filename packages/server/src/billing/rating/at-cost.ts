import { type Pico, parsePico, ZERO_PICO } from '../../kernel/index.ts';
import type { RateCard } from './rate-card.ts';

/** What is owed when nothing else was agreed: what the provider takes. */
export const AT_COST: RateCard = {
  rules: [
    {
      name: 'All models',
      models: ['*'],
      price: { kind: 'COST_PLUS', factor: parsePico('1') as Pico },
      requestFee: ZERO_PICO,
    },
  ],
  allowance: ZERO_PICO,
  discountPercent: 0n,
  minimum: ZERO_PICO,
  fixedFees: [],
};
