import { FilePlus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useMay } from '../session/session.ts';
import { GenerateSheet } from './generate-form.tsx';
import type { InvoiceSums, InvoicesPage } from './invoices-query.ts';
import { InvoicesTable } from './invoices-table.tsx';

const COLUMNS = { customer: false, status: true, due: true };

interface CustomerInvoicesProps {
  customer: string;
  page: InvoicesPage;
  sums: InvoiceSums;
}

/** The invoices of one customer, latest first. */
export function CustomerInvoices({ customer, page, sums }: CustomerInvoicesProps) {
  const [generating, setGenerating] = useState(false);
  const { may } = useMay('MANAGE_INVOICES');
  const generate = may && (
    <Button onClick={() => setGenerating(true)}>
      <FilePlus aria-hidden="true" className="size-3.5" /> Generate
    </Button>
  );
  return (
    <Panel title="Invoices" note="Latest first" actions={generate}>
      {page.nodes.length === 0 ? (
        <p className="px-4 pb-4 text-[13px] text-ink-faint">No invoices yet.</p>
      ) : (
        <InvoicesTable
          label={`Invoices of ${customer}`}
          page={page}
          sums={sums}
          filter={{ customer }}
          columns={COLUMNS}
        />
      )}
      <GenerateSheet open={generating} onClose={() => setGenerating(false)} customer={customer} />
    </Panel>
  );
}
