import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Td } from '../../ui/table.tsx';
import { UnitPrice } from './unit-price.tsx';

export const BasePrice_Version = graphql(`
  fragment BasePrice_Version on PriceVersion @_unmask {
    free
    components {
      kind
      amount
      perUnits
      aboveInputTokens
      serviceTier
    }
  }
`);

interface BasePriceProps {
  kind: string;
  price: ResultOf<typeof BasePrice_Version> | null;
  className?: string;
}

/** What most calls pay for a kind: neither for long input nor of a service tier. */
export function BasePrice({ kind, price, className }: BasePriceProps) {
  const found = price?.components.find(
    (each) => each.kind === kind && each.aboveInputTokens === null && each.serviceTier === null,
  );
  return (
    <Td numeric className={className}>
      {price?.free ? 'Free' : found ? <UnitPrice {...found} /> : '—'}
    </Td>
  );
}
