import { graphql, type VariablesOf } from '../../lib/graphql.ts';

export const PreviewRateCard_Query = graphql(`
  query PreviewRateCard_Query($input: RateCardPreviewInput!) {
    previewRateCard(input: $input) {
      preview {
        calls
        unpricedCalls
        lineCount
        period {
          firstDay
          lastDay
          timeZone
        }
        cost {
          amount
          currency
        }
        subtotal {
          amount
          currency
        }
        present {
          rateCard
          subtotal {
            amount
            currency
          }
          difference {
            amount
            currency
          }
        }
        lines {
          description
          unit
          quantity
          unitPrice
          exact {
            amount
            currency
          }
        }
      }
      userErrors {
        path
        message
      }
    }
  }
`);

export type PreviewInput = VariablesOf<typeof PreviewRateCard_Query>['input'];
