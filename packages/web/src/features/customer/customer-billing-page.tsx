import { getRouteApi } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { ProfilePanel } from '../billing-profile/profile-panel.tsx';
import { Profile_Profile } from '../billing-profile/profile-queries.ts';
import { Grants_Connection, Wallet_Wallet } from '../credit/credit-queries.ts';
import { GrantsPanel } from '../credit/grants-panel.tsx';
import { WalletPanel } from '../credit/wallet-panel.tsx';
import { CreditNotes_Connection } from '../invoices/credit-notes.ts';
import { CreditNotesTable } from '../invoices/credit-notes-table.tsx';
import { CustomerInvoices } from '../invoices/customer-invoices.tsx';
import { InvoiceRows_Connection, InvoiceSums_Sum } from '../invoices/invoices-query.ts';
import { OnTestClock } from '../test-clocks/on-test-clock.tsx';
import { CustomerHeading } from './customer-heading.tsx';

const CustomerBilling_Query = graphql(
  `
    query CustomerBilling_Query($customer: String!) {
      customer(externalId: $customer) {
        name
        firstSeenAt
        lastSeenAt
      }
      billingProfile(customer: $customer) {
        ...Profile_Profile
      }
      invoices(first: 12, filter: { customer: $customer }) {
        ...InvoiceRows_Connection
      }
      creditNotes(first: 50, customer: $customer) {
        ...CreditNotes_Connection
      }
      invoiceSums(filter: { customer: $customer }) {
        ...InvoiceSums_Sum
      }
      prepaidWallet(customer: $customer) {
        ...Wallet_Wallet
      }
      creditGrants(first: 25, customer: $customer) {
        ...Grants_Connection
      }
      testClocks(first: 1, customer: $customer) {
        nodes {
          name
          now
        }
      }
    }
  `,
  [
    CreditNotes_Connection,
    Grants_Connection,
    InvoiceRows_Connection,
    InvoiceSums_Sum,
    Profile_Profile,
    Wallet_Wallet,
  ],
);

const route = getRouteApi('/app/customers/$externalId/billing');

/** What a customer was billed, and how it is billed; also of one that has not called yet. */
export function CustomerBillingPage() {
  const { externalId } = route.useParams();
  const [result, refetch] = useQuery({
    query: CustomerBilling_Query,
    variables: { customer: externalId },
    requestPolicy: 'cache-and-network',
  });
  return (
    <>
      <title>{`Billing of ${externalId} · Tollgate`}</title>
      <CustomerHeading externalId={externalId} customer={result.data?.customer ?? null} />
      <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={6} />}>
        {({ testClocks, ...billing }) => (
          <>
            {testClocks.nodes[0] && <OnTestClock clock={testClocks.nodes[0]} />}
            <BillingPanels customer={externalId} billing={billing} />
          </>
        )}
      </QueryView>
    </>
  );
}

interface BillingPanelsProps {
  customer: string;
  billing: Omit<ResultOf<typeof CustomerBilling_Query>, 'testClocks'>;
}

function BillingPanels({ customer, billing }: BillingPanelsProps) {
  const { billingProfile, creditGrants, creditNotes, invoices, invoiceSums, prepaidWallet } =
    billing;
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="flex min-w-0 flex-col gap-4">
        <CustomerInvoices customer={customer} page={invoices} sums={invoiceSums} />
        {creditGrants.nodes.length > 0 && <GrantsPanel customer={customer} page={creditGrants} />}
        {creditNotes.nodes.length > 0 && (
          <Panel title="Credit notes" note="Latest first">
            <CreditNotesTable page={creditNotes} customer={customer} />
          </Panel>
        )}
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        {prepaidWallet && <WalletPanel customer={customer} wallet={prepaidWallet} />}
        {billingProfile && <ProfilePanel customer={customer} profile={billingProfile} />}
      </div>
    </div>
  );
}
