import { graphql, type ResultOf, type VariablesOf } from '../../lib/graphql.ts';
import type { DecimalText } from '../../lib/money.ts';
import type { LogsOrder, LogsSearch } from '../../lib/search.ts';
import { CallRows_Connection } from '../calls/call-rows.ts';
import { toFilter } from '../filters/dimensions.ts';
import { Histogram_Histogram } from './logs-histogram.tsx';

/** What a search finds: its first calls, and all of them over time. */
export const Logs_Query = graphql(
  `
    query Logs_Query(
      $range: RangeInput!
      $filter: SpendEventFilter!
      $orderBy: SpendEventOrder!
    ) {
      spendEventHistogram(range: $range, filter: $filter) {
        ...Histogram_Histogram
      }
      spendEvents(first: 50, range: $range, filter: $filter, orderBy: $orderBy) {
        csvPath: exportPath(format: CSV)
        focusPath: exportPath(format: FOCUS)
        ...CallRows_Connection
      }
    }
  `,
  [Histogram_Histogram, CallRows_Connection],
);

export const MoreLogs_Query = graphql(
  `
    query MoreLogs_Query(
      $range: RangeInput!
      $filter: SpendEventFilter!
      $orderBy: SpendEventOrder!
      $after: String
    ) {
      spendEvents(
        first: 50
        after: $after
        range: $range
        filter: $filter
        orderBy: $orderBy
      ) {
        ...CallRows_Connection
      }
    }
  `,
  [CallRows_Connection],
);

export type LogsVariables = VariablesOf<typeof Logs_Query>;
export type LogsPageOfCalls = ResultOf<typeof Logs_Query>['spendEvents'];

export const ORDERS: Readonly<Record<LogsOrder, LogsVariables['orderBy']>> = {
  latest: 'OCCURRED_DESC',
  spend: 'CHARGE_DESC',
  slowest: 'DURATION_DESC',
};

const CALL_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What the address asks for, as the server understands it. */
export function toEventFilter(search: LogsSearch): LogsVariables['filter'] {
  const q = search.q.trim();
  const isCallId = CALL_ID.test(q);
  return {
    ...toFilter(search),
    callId: isCallId ? q : null,
    errorText: isCallId || q === '' ? null : q,
    charge: { min: amount(search.minSpend), max: amount(search.maxSpend) },
    durationMs: { min: whole(search.minMs), max: whole(search.maxMs) },
    unpriced: search.unpriced === 'true' ? true : null,
  };
}

function amount(text: string): DecimalText | null {
  return text === '' ? null : (text as DecimalText);
}

function whole(text: string): number | null {
  return text === '' ? null : Number(text);
}
