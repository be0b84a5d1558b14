import { useEffect } from 'react';
import { useSubscription } from 'urql';
import { graphql, type ResultOf, type VariablesOf } from '../../lib/graphql.ts';
import { problemOf } from '../../lib/problem.ts';
import { CallRow_Event } from '../calls/call-row.tsx';
import { TopCustomers_Row } from '../overview/top-customers.tsx';
import { TotalsFigures_Totals } from '../usage/totals-figures.tsx';
import { keepNewest, type Received } from './keep-newest.ts';
import { useLive } from './live-context.tsx';

const LiveSpend_Subscription = graphql(
  `
    subscription LiveSpend_Subscription($filter: UsageFilter) {
      liveSpend(filter: $filter) {
        sequence
        asOf
        today {
          calls
          ...TotalsFigures_Totals
        }
        callsLastMinute
        topCustomers {
          ...TopCustomers_Row
        }
        latest {
          id
          ...CallRow_Event
        }
      }
    }
  `,
  [CallRow_Event, TopCustomers_Row, TotalsFigures_Totals],
);

export type LiveSpend = ResultOf<typeof LiveSpend_Subscription>['liveSpend'];

type Filter = VariablesOf<typeof LiveSpend_Subscription>['filter'];

const RETRY_MS = 5_000;

/** The newest state the server sent; undefined before the first message. Kept while paused. */
export function useLiveSpend(filter: Filter = null): LiveSpend | undefined {
  const { socket, paused } = useLive();
  const [{ data, error }, restart] = useSubscription(
    { query: LiveSpend_Subscription, variables: { filter }, pause: paused },
    (shown: Received<LiveSpend> | undefined, { liveSpend }) =>
      keepNewest(shown, { connection: socket.getConnection(), message: liveSpend }),
  );
  useEffect(() => {
    if (!error || paused || problemOf(error) === 'outdated') return;
    const timer = setTimeout(restart, RETRY_MS);
    return () => clearTimeout(timer);
  }, [error, paused, restart]);
  return data?.message;
}
