import { useQuery } from 'urql';
import { graphql } from '../../lib/graphql.ts';
import { type FilterName, isAbsence, isCallStatus } from '../../lib/search.ts';
import { ABSENCE_WORDS, STATUS_WORDS } from './dimensions.ts';

const NodeName_Query = graphql(`
  query NodeName_Query($id: ID!) {
    node(id: $id) {
      ... on ApiKey {
        alias
      }
      ... on Team {
        name
      }
      ... on Tier {
        name
      }
      ... on User {
        fullName: name
      }
    }
  }
`);

const BY_ID: ReadonlySet<FilterName> = new Set(['apiKey', 'team', 'user', 'tier']);

/** A value of a dimension as people know it; of what is known by its id, the name. */
export function DimensionName({ dimension, value }: { dimension: FilterName; value: string }) {
  if (BY_ID.has(dimension)) return <NodeName id={value} />;
  if (dimension === 'status' && isCallStatus(value)) return STATUS_WORDS[value];
  if (dimension === 'without' && isAbsence(value)) return ABSENCE_WORDS[value];
  return value;
}

function NodeName({ id }: { id: string }) {
  const [{ data, fetching }] = useQuery({ query: NodeName_Query, variables: { id } });
  if (fetching) return '…';
  const node = data?.node;
  if (node?.__typename === 'ApiKey') return node.alias;
  if (node?.__typename === 'User') return node.fullName;
  if (node?.__typename === 'Team' || node?.__typename === 'Tier') return node.name;
  return 'unknown';
}
