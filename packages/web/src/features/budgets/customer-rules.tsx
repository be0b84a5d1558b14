import { Ban } from 'lucide-react';
import { useState } from 'react';
import { type FragmentOf, graphql, type ResultOf, readFragment } from '../../lib/graphql.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { When } from '../../ui/when.tsx';
import { useInstallation, useMay } from '../session/session.ts';
import { BlockForm } from './block-form.tsx';
import { BudgetForm } from './budget-form.tsx';
import { Budget_Budget } from './budget-fragment.ts';
import { BudgetRow } from './budget-row.tsx';
import { BudgetsTable } from './budgets-table.tsx';
import { ChooseTier } from './choose-tier.tsx';
import { UnblockButton } from './unblock-button.tsx';
import { useLiveBudgets } from './use-live-budgets.ts';

export const CustomerRules_Customer = graphql(
  `
    fragment CustomerRules_Customer on Customer {
      tier {
        id
        name
        isDefault
      }
      block {
        reason
        since
      }
      budgets {
        id
        ...Budget_Budget
      }
    }
  `,
  [Budget_Budget],
);

type Rules = ResultOf<typeof CustomerRules_Customer>;

interface CustomerRulesProps {
  externalId: string;
  customer: FragmentOf<typeof CustomerRules_Customer>;
}

/** What a customer may spend: its tier, its budgets, and whether it may call at all. */
export function CustomerRules({ externalId, customer }: CustomerRulesProps) {
  const rules = readFragment(CustomerRules_Customer, customer);
  return (
    <Panel title="Tier and budgets" actions={<RuleActions customer={externalId} rules={rules} />}>
      <RulesView externalId={externalId} rules={rules} />
    </Panel>
  );
}

const SHEETS = {
  budget: 'Set a budget for',
  tier: 'Tier of',
  block: 'Block',
} as const;

function RuleActions({ customer, rules }: { customer: string; rules: Rules }) {
  const [sheet, setSheet] = useState<keyof typeof SHEETS | null>(null);
  const { may } = useMay('MANAGE_BUDGETS');
  const close = () => setSheet(null);
  if (!may) return null;
  return (
    <>
      <Button onClick={() => setSheet('budget')}>Set a budget</Button>
      <Button onClick={() => setSheet('tier')}>Tier…</Button>
      {rules.block === null && (
        <Button onClick={() => setSheet('block')}>
          <Ban aria-hidden="true" className="size-3.5" /> Block
        </Button>
      )}
      <Sheet
        open={sheet !== null}
        onClose={close}
        title={`${sheet ? SHEETS[sheet] : ''} ${customer}`}
        description={`What ${customer} may spend`}
      >
        {sheet === 'budget' && (
          <BudgetForm scope={[{ dimension: 'customer', value: customer }]} onDone={close} />
        )}
        {sheet === 'tier' && <ChooseTier customer={customer} tier={rules.tier} onDone={close} />}
        {sheet === 'block' && <BlockForm customer={customer} onDone={close} />}
      </Sheet>
    </>
  );
}

function RulesView({ externalId, rules }: { externalId: string; rules: Rules }) {
  const { tier, block } = rules;
  const budgets = useLiveBudgets(rules.budgets);
  return (
    <>
      {block && <BlockedNotice externalId={externalId} block={block} />}
      <p className="flex flex-wrap items-center gap-2 px-4 pb-3 text-[13px] text-ink-soft">
        {tier === null ? 'On no tier. ' : 'On the tier '}
        {tier && <span className="font-medium text-ink">{tier.name}</span>}
        {tier?.isDefault && <Badge tone="accent">Default</Badge>}
        {budgets.length === 0 && 'It has no budget.'}
      </p>
      {budgets.length > 0 && (
        <BudgetsTable label={`Budgets of ${externalId}`}>
          {budgets.map((budget) => (
            <BudgetRow key={budget.id} budget={budget} withScope={false} />
          ))}
        </BudgetsTable>
      )}
    </>
  );
}

function BlockedNotice({
  externalId,
  block,
}: {
  externalId: string;
  block: NonNullable<Rules['block']>;
}) {
  const { reportingTimeZone } = useInstallation();
  const { may } = useMay('MANAGE_BUDGETS');
  return (
    <div className="mx-4 mb-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg bg-bad-well px-3 py-2 text-[13px] text-bad">
      <Ban aria-hidden="true" className="size-4 shrink-0" />
      <span className="min-w-0 flex-1 break-words">
        <strong>Blocked</strong> <When at={block.since} timeZone={reportingTimeZone} />:{' '}
        {block.reason}
      </span>
      {may && <UnblockButton subject={{ customer: externalId }} name={externalId} />}
    </div>
  );
}
