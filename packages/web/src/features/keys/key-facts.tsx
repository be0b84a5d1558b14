import { formatInstant } from '../../lib/dates.ts';
import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';
import { Count } from '../../ui/count.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { TagList } from '../../ui/tag-list.tsx';
import { CustomerLink } from '../customers/customer-link.tsx';
import { useInstallation } from '../session/session.ts';
import { SpendSum } from '../usage/spend-sum.tsx';
import { KeyStatus, KeyStatus_Key } from './key-status.tsx';

export const KeyFacts_Key = graphql(
  `
    fragment KeyFacts_Key on ApiKey {
      alias
      prefix
      lastFour
      boundCustomer
      requiresSignedCustomer
      models
      tags
      createdAt
      createdBy
      expiresAt
      rotatedAt
      previousValidUntil
      lastUsedAt
      revokedAt
      owner {
        name
        email
      }
      team {
        name
      }
      metadata {
        name
        value
      }
      totals {
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

export function KeyFacts({ apiKey }: { apiKey: FragmentOf<typeof KeyFacts_Key> }) {
  const key = readFragment(KeyFacts_Key, apiKey);
  const { reportingTimeZone } = useInstallation();
  const on = (instant: string | null, otherwise: string) =>
    instant === null ? otherwise : formatInstant(instant, reportingTimeZone);
  return (
    <Facts>
      <Fact name="Name">{key.alias}</Fact>
      <Fact name="Secret">
        <code className="font-mono text-xs">
          {key.prefix}…{key.lastFour}
        </code>
      </Fact>
      <Fact name="Status">
        <KeyStatus of={key} />
      </Fact>
      <Fact name="Owner">
        {key.owner ? [key.owner.name, key.owner.email].filter(Boolean).join(' · ') : 'Nobody'}
      </Fact>
      <Fact name="Team">{key.team?.name ?? 'None'}</Fact>
      <Fact name="Customer">
        {key.boundCustomer === null ? (
          key.requiresSignedCustomer ? (
            'Named by each call, and signed'
          ) : (
            'Named by each call'
          )
        ) : (
          <CustomerLink externalId={key.boundCustomer} />
        )}
      </Fact>
      <Fact name="Models">{key.models?.join(', ') ?? 'All'}</Fact>
      <Fact name="Tags">
        <TagList tags={key.tags} shown={key.tags.length} />
      </Fact>
      <Fact name="Spend, all time">
        <SpendSum charge={key.totals.charge} unpricedCalls={key.totals.unpricedCalls} />
      </Fact>
      <Fact name="Calls, all time">
        <Count of={key.totals.calls} />
      </Fact>
      <Fact name="Last used">{on(key.lastUsedAt, 'Never')}</Fact>
      <Fact name="Expires">{on(key.expiresAt, 'Never')}</Fact>
      <Fact name="Created">{`${on(key.createdAt, '')} by ${key.createdBy}`}</Fact>
      {key.rotatedAt && <Fact name="Rotated">{on(key.rotatedAt, '')}</Fact>}
      {key.previousValidUntil && (
        <Fact name="Old secret works until">{on(key.previousValidUntil, '')}</Fact>
      )}
      {key.revokedAt && <Fact name="Revoked">{on(key.revokedAt, '')}</Fact>}
      {key.metadata.map(({ name, value }) => (
        <Fact key={name} name={name}>
          {value}
        </Fact>
      ))}
    </Facts>
  );
}
