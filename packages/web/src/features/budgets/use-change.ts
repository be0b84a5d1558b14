import type { AnyVariables, TypedDocumentNode } from 'urql';
import { useAction } from '../forms/use-action.ts';

/** What a change of budgets, tiers or blocks may alter on any screen. */
const ALTERED = [
  'Budget',
  'BudgetConnection',
  'Tier',
  'TierConnection',
  'Block',
  'BlockConnection',
  'Customer',
];

interface Payload {
  readonly userErrors: readonly { readonly path: readonly string[]; readonly message: string }[];
}

/** A change of budgets, tiers or blocks as a form sends it; what is refused stands at its field. */
export function useChange<
  Data extends { readonly [Name in keyof Data]: Payload },
  Variables extends AnyVariables,
>(
  mutation: TypedDocumentNode<Data, Variables>,
  { fields, onDone }: { readonly fields: readonly string[]; readonly onDone: () => void },
) {
  const { run, problems, busy } = useAction(mutation, { fields, touches: ALTERED });
  const send = async (variables: Variables) => {
    if ((await run(variables)) !== null) onDone();
  };
  return { send, busy, errors: problems };
}
