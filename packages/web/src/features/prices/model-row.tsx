import { Link } from '@tanstack/react-router';
import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';
import { Badge } from '../../ui/badge.tsx';
import { RowHeader, Td, Tr } from '../../ui/table.tsx';
import { BasePrice, BasePrice_Version } from './base-price.tsx';
import { LayerBadge } from './layer-badge.tsx';

export const ModelRow_Model = graphql(
  `
  fragment ModelRow_Model on PricedModel {
    id
    name
    provider
    upstreamModel
    subject
    unpricedPolicy
    place {
      layer
    }
    price {
      ...BasePrice_Version
    }
  }
`,
  [BasePrice_Version],
);

export const MODEL_COLUMNS = 5;

const POLICIES = {
  REFUSE: 'Unpriced: refused',
  FLAG: 'Unpriced: flagged',
  FALLBACK: 'Unpriced: fallback',
} as const;

export function ModelRow({ model }: { model: FragmentOf<typeof ModelRow_Model> }) {
  const { name, provider, upstreamModel, subject, place, price, unpricedPolicy } = readFragment(
    ModelRow_Model,
    model,
  );
  return (
    <Tr>
      <RowHeader className="max-w-72 max-sm:max-w-none max-sm:py-2">
        <Link
          to="."
          search={(search) => ({ ...search, model: name, subject })}
          resetScroll={false}
          title={name}
          className="block truncate font-medium hover:underline max-sm:whitespace-normal max-sm:[overflow-wrap:anywhere]"
        >
          {name}
        </Link>
        <span className="block truncate text-xs text-ink-faint" title={upstreamModel}>
          {provider} · {upstreamModel}
        </span>
        {!place && (
          <span className="sm:hidden">
            <Badge tone="warn">{POLICIES[unpricedPolicy]}</Badge>
          </span>
        )}
      </RowHeader>
      <Td className="max-sm:hidden">
        {place ? (
          <LayerBadge layer={place.layer} />
        ) : (
          <Badge tone="warn">{POLICIES[unpricedPolicy]}</Badge>
        )}
      </Td>
      <BasePrice kind="input" price={price} />
      <BasePrice kind="cached_input" price={price} className="max-md:hidden" />
      <BasePrice kind="output" price={price} />
    </Tr>
  );
}
