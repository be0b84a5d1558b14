import { useQuery } from 'urql';
import { graphql } from '../../lib/graphql.ts';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { ProfilePanel } from '../billing-profile/profile-panel.tsx';
import { Profile_Profile } from '../billing-profile/profile-queries.ts';
import { CustomerInvoices } from '../invoices/customer-invoices.tsx';
import { InvoiceRows_Connection, InvoiceSums_Sum } from '../invoices/invoices-query.ts';

const CustomerBilling_Query = graphql(
  `
    query CustomerBilling_Query($customer: String!) {
      billingProfile(customer: $customer) {
        ...Profile_Profile
      }
      invoices(first: 12, filter: { customer: $customer }) {
        ...InvoiceRows_Connection
      }
      invoiceSums(filter: { customer: $customer }) {
        ...InvoiceSums_Sum
      }
    }
  `,
  [InvoiceRows_Connection, InvoiceSums_Sum, Profile_Profile],
);

/** What a customer was billed, and how it is billed. */
export function CustomerBilling({ customer }: { customer: string }) {
  const [result, refetch] = useQuery({
    query: CustomerBilling_Query,
    variables: { customer },
    requestPolicy: 'cache-and-network',
  });
  return (
    <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={6} />}>
      {({ billingProfile, invoices, invoiceSums }) => (
        <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
          <CustomerInvoices customer={customer} page={invoices} sums={invoiceSums} />
          {billingProfile && <ProfilePanel customer={customer} profile={billingProfile} />}
        </div>
      )}
    </QueryView>
  );
}
