import type { ResultOf } from '../../lib/graphql.ts';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { OnDay } from '../../ui/when.tsx';
import { Balance } from '../credit/balance.tsx';
import { useInstallation } from '../session/session.ts';
import type { Portal_Query } from './portal-query.ts';

type Data = ResultOf<typeof Portal_Query>;
type Grant = Data['creditGrants']['nodes'][number];

/** What a customer has paid ahead or was given. Nothing for those who never had credit. */
export function PortalCredit({ data }: { data: Pick<Data, 'prepaidWallet' | 'creditGrants'> }) {
  const { prepaidWallet, creditGrants } = data;
  if (prepaidWallet === null || creditGrants.nodes.length === 0) return null;
  const live = creditGrants.nodes.filter(({ state }) => state === 'LIVE');
  return (
    <Panel title="Prepaid balance">
      <Balance wallet={prepaidWallet} />
      <ul className="divide-y divide-line border-t border-line text-[13px] empty:hidden">
        {live.map((grant) => (
          <LiveGrant key={grant.id} grant={grant} />
        ))}
      </ul>
    </Panel>
  );
}

function LiveGrant({ grant: { name, expiresAt, remaining } }: { grant: Grant }) {
  const { reportingTimeZone } = useInstallation();
  return (
    <li className="flex items-start gap-3 px-4 py-2">
      <div className="min-w-0 flex-1 break-words">
        {name}
        {expiresAt !== null && (
          <span className="block text-xs text-ink-faint">
            Ends <OnDay at={expiresAt} timeZone={reportingTimeZone} />
          </span>
        )}
      </div>
      <Money of={remaining} as="billed" />
    </li>
  );
}
