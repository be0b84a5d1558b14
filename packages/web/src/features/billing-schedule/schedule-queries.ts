import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { InvoiceSums_Sum } from '../invoices/invoices-query.ts';

export const Schedule_Schedule = graphql(
  `
    fragment Schedule_Schedule on BillingSchedule @_unmask {
      isOn
      graceHours
      finaliseAfterHours
      draftedUntil
      revision
      nextRunAt
      nextFinalisingAt
      lastRun {
        id
        startedAt
        sums {
          ...InvoiceSums_Sum
        }
      }
    }
  `,
  [InvoiceSums_Sum],
);

export type ScheduleFacts = ResultOf<typeof Schedule_Schedule>;

export const SetSchedule_Mutation = graphql(`
  mutation SetSchedule_Mutation($expectedRevision: Int!, $input: BillingScheduleInput!) {
    setBillingSchedule(expectedRevision: $expectedRevision, input: $input) {
      userErrors {
        path
        message
      }
    }
  }
`);
