import { graphql, type ResultOf } from '../../lib/graphql.ts';

export const Profile_Profile = graphql(`
  fragment Profile_Profile on BillingProfile @_unmask {
    name
    email
    address
    taxId
    taxPercent
    currency
    exchangeRate
    timeZone
    cadence
    anchorDay
    paymentDays
    purchaseOrder
    revision
    metadata {
      name
      value
    }
  }
`);

export const SetBillingProfile_Mutation = graphql(`
  mutation SetBillingProfile_Mutation(
    $customer: String!
    $expectedRevision: Int!
    $input: BillingProfileInput!
  ) {
    setBillingProfile(customer: $customer, expectedRevision: $expectedRevision, input: $input) {
      userErrors {
        path
        message
      }
    }
  }
`);

export type ProfileFacts = ResultOf<typeof Profile_Profile>;

export const CADENCES = [
  { value: 'MONTH', label: 'Calendar month' },
  { value: 'ANCHORED', label: 'Month from a day on' },
  { value: 'QUARTER', label: 'Quarter' },
  { value: 'WEEK', label: 'Week' },
] as const satisfies readonly { value: ProfileFacts['cadence']; label: string }[];
