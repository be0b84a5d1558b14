import { Link } from '@tanstack/react-router';
import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';
import { Count } from '../../ui/count.tsx';
import { RowHeader, Td, Tr } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { useInstallation } from '../session/session.ts';
import { SpendSum } from '../usage/spend-sum.tsx';
import { KeyStatus, KeyStatus_Key } from './key-status.tsx';

export const KeyRow_Key = graphql(
  `
    fragment KeyRow_Key on ApiKey {
      id
      alias
      prefix
      lastFour
      lastUsedAt
      owner {
        name
      }
      team {
        name
      }
      totals(range: $range) {
        calls
        unpricedCalls
        charge {
          amount
          currency
        }
      }
      ...KeyStatus_Key
    }
  `,
  [KeyStatus_Key],
);

export const KEY_COLUMNS = 6;

export function KeyRow({ apiKey }: { apiKey: FragmentOf<typeof KeyRow_Key> }) {
  const key = readFragment(KeyRow_Key, apiKey);
  const { reportingTimeZone } = useInstallation();
  return (
    <Tr>
      <RowHeader className="max-w-64 max-sm:max-w-40">
        <Link
          to="."
          search={(search) => ({ ...search, key: key.id })}
          resetScroll={false}
          title={key.alias}
          className="block truncate font-medium hover:underline"
        >
          {key.alias}
        </Link>
        <span className="block truncate font-mono text-xs text-ink-faint">
          {key.prefix}…{key.lastFour}
        </span>
      </RowHeader>
      <Td>
        <KeyStatus of={key} />
      </Td>
      <Td className="max-w-48 truncate text-ink-soft max-md:hidden">
        {[key.owner?.name, key.team?.name].filter(Boolean).join(' · ') || '—'}
      </Td>
      <Td numeric className="text-ink-soft max-sm:hidden">
        {key.lastUsedAt ? <When at={key.lastUsedAt} timeZone={reportingTimeZone} /> : 'Never'}
      </Td>
      <Td numeric className="max-md:hidden">
        <Count of={key.totals.calls} />
      </Td>
      <Td numeric>
        <SpendSum charge={key.totals.charge} unpricedCalls={key.totals.unpricedCalls} />
      </Td>
    </Tr>
  );
}
