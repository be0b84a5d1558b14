import { graphql, type ResultOf, type VariablesOf } from '../../lib/graphql.ts';

/** All that the screen shows of a sum. */
export const UsageSums_Totals = graphql(`
  fragment UsageSums_Totals on Totals @_unmask {
    calls
    failedCalls
    unpricedCalls
    estimatedCalls
    cacheHits
    inputTokens
    cachedInputTokens
    cacheWriteTokens
    outputTokens
    reasoningTokens
    charge {
      amount
      currency
    }
    cost {
      amount
      currency
    }
    margin {
      amount
      currency
    }
  }
`);

/** What a row shows of the range that is compared with. */
const UsageBefore_Totals = graphql(`
  fragment UsageBefore_Totals on Totals @_unmask {
    calls
    charge {
      amount
      currency
    }
  }
`);

/**
 * Figures, chart, table and file of one question. `whole` is the same without groups: what each bucket
 * comes to. All of it is read at one moment.
 */
export const Usage_Query = graphql(
  `
    query Usage_Query(
      $range: RangeInput!
      $groupBy: [UsageGroup!]!
      $tagKeys: [String!]!
      $granularity: GranularityChoice!
      $compare: Comparison!
      $filter: UsageFilter!
      $metric: UsageMetric!
      $bands: Int!
      $rows: Int!
      $top: Int
    ) {
      usage(
        range: $range
        groupBy: $groupBy
        tagKeys: $tagKeys
        granularity: $granularity
        compare: $compare
        filter: $filter
      ) {
        range {
          firstDay
          lastDay
          startsAt
          endsAt
          timeZone
          billedCustomer
        }
        granularity
        buckets
        asOf
        overlapping
        exportPath(orderBy: $metric, top: $top, latency: true)
        totals {
          ...UsageSums_Totals
        }
        latency {
          p50Ms
          p95Ms
          p99Ms
        }
        previous {
          range {
            firstDay
            lastDay
          }
          totals {
            ...UsageSums_Totals
          }
          latency {
            p95Ms
          }
        }
        series(top: $bands, metric: $metric) {
          key
          label
          isOther
          values
        }
        rows(first: $rows, orderBy: $metric) {
          totalCount {
            value
            capped
          }
          nodes {
            key
            labels
            totals {
              ...UsageSums_Totals
            }
            previous {
              ...UsageBefore_Totals
            }
            latency {
              p95Ms
            }
          }
          others {
            count {
              value
              capped
            }
            totals {
              ...UsageSums_Totals
            }
            previous {
              ...UsageBefore_Totals
            }
          }
        }
      }
      whole: usage(
        range: $range
        granularity: $granularity
        compare: $compare
        filter: $filter
      ) {
        series(top: 1, metric: $metric) {
          values
          previous
        }
      }
    }
  `,
  [UsageBefore_Totals, UsageSums_Totals],
);

export type UsageVariables = VariablesOf<typeof Usage_Query>;
export type UsageAnswer = ResultOf<typeof Usage_Query>;
export type UsageShown = UsageAnswer['usage'];
export type UsageSums = ResultOf<typeof UsageSums_Totals>;
export type UsageBefore = ResultOf<typeof UsageBefore_Totals>;
export type UsageRowShown = UsageShown['rows']['nodes'][number];
