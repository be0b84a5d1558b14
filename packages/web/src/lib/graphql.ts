import { initGraphQLTada } from 'gql.tada';
import type { introspection } from '../gql/graphql-env.d.ts';
import type { DecimalText } from './money.ts';

/**
 * Typed documents for the server's schema. Decimals stay text from the server to the screen:
 * the type has no arithmetic.
 */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: {
    DateTime: string;
    Decimal: DecimalText;
    LocalDate: string;
    SafeInt: number;
  };
}>();

export { type FragmentOf, type ResultOf, readFragment, type VariablesOf } from 'gql.tada';
