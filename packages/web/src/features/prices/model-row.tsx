import { Link } from '@tanstack/react-router';
import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';
import { Badge } from '../../ui/badge.tsx';
import { cx } from '../../ui/cx.ts';
import { RowHeader, Td, Tr } from '../../ui/table.tsx';
import { BasePrice, BasePrice_Version } from './base-price.tsx';
import { LayerBadge } from './layer-badge.tsx';

export const ModelRow_Model = graphql(
  `
  fragment ModelRow_Model on PricedModel {
    id
    name
    isPattern
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

const NAME = 'block truncate font-medium max-sm:whitespace-normal max-sm:[overflow-wrap:anywhere]';

const POLICIES = {
  REFUSE: 'Unpriced: refused',
  FLAG: 'Unpriced: flagged',
  FALLBACK: 'Unpriced: fallback',
} as const;

export function ModelRow({ model }: { model: FragmentOf<typeof ModelRow_Model> }) {
  const facts = readFragment(ModelRow_Model, model);
  const { name, isPattern, provider, upstreamModel, subject, place, price } = facts;
  const withoutPrice = isPattern ? (
    <Badge>By model</Badge>
  ) : (
    <Badge tone="warn">{POLICIES[facts.unpricedPolicy]}</Badge>
  );
  return (
    <Tr>
      <RowHeader className="max-w-72 max-sm:max-w-none max-sm:py-2">
        {isPattern && !place ? (
          <span className={NAME} title={name}>
            {name}
          </span>
        ) : (
          <Link
            to="."
            // A price is set for a model, not for a pattern.
            search={(search) => ({
              ...search,
              model: name,
              subject: isPattern ? undefined : subject,
            })}
            resetScroll={false}
            title={name}
            className={cx(NAME, 'hover:underline')}
          >
            {name}
          </Link>
        )}
        <span className="block truncate text-xs text-ink-faint" title={upstreamModel}>
          {provider} · {upstreamModel}
        </span>
        {!place && <span className="sm:hidden">{withoutPrice}</span>}
      </RowHeader>
      <Td className="max-sm:hidden">{place ? <LayerBadge layer={place.layer} /> : withoutPrice}</Td>
      <BasePrice kind="input" price={price} />
      <BasePrice kind="cached_input" price={price} className="max-md:hidden" />
      <BasePrice kind="output" price={price} />
    </Tr>
  );
}
