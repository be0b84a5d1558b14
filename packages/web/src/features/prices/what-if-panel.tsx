import { getRouteApi } from '@tanstack/react-router';
import { Scale } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { useQuery } from 'urql';
import { formatCount, plural } from '../../lib/counts.ts';
import { graphql } from '../../lib/graphql.ts';
import { type RangeText, rangeInput, shownRangeLabel } from '../../lib/ranges.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Money } from '../../ui/money.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { RowHeader, Table, Td, Th, TotalRow, Tr } from '../../ui/table.tsx';
import { CustomerLink } from '../customers/customer-link.tsx';
import { RangeChoice } from '../usage/range-choice.tsx';

const WhatIf_Query = graphql(`
  query WhatIf_Query($selection: SpendSelectionInput!, $model: String, $at: DateTime) {
    whatIf(selection: $selection, model: $model, at: $at) {
      total {
        events
        unrated
        before {
          amount
          currency
        }
        after {
          amount
          currency
        }
        difference {
          amount
          currency
        }
      }
      rows(by: CUSTOMER, first: 50) {
        totalCount
        nodes {
          key
          sums {
            events
            before {
              amount
              currency
            }
            after {
              amount
              currency
            }
            difference {
              amount
              currency
            }
          }
        }
      }
    }
  }
`);

const route = getRouteApi('/app/prices');

interface Question {
  readonly model: string;
  /** A day, `YYYY-MM-DD`: the prices of its beginning in UTC. */
  readonly day: string;
}

const NOTHING_ASKED: Question = { model: '', day: '' };

/** What past calls would have come to at the prices of another model, or of another day. */
export function WhatIfPanel() {
  const { range } = route.useSearch();
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState(NOTHING_ASKED);
  const [asked, setAsked] = useState(NOTHING_ASKED);
  const isAsked = asked.model !== '' || asked.day !== '';
  const [result, refetch] = useQuery({
    query: WhatIf_Query,
    variables: {
      selection: { range: rangeInput(range) },
      model: asked.model === '' ? null : asked.model,
      at: asked.day === '' ? null : `${asked.day}T00:00:00.000Z`,
    },
    pause: !isAsked,
    requestPolicy: 'cache-and-network',
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setAsked({ model: typed.model.trim(), day: typed.day });
  };
  const choose = (next: RangeText) =>
    navigate({ search: (search) => ({ ...search, range: next }), resetScroll: false });
  return (
    <Panel
      title="What if"
      note={`Calls of: ${shownRangeLabel(range, null).toLowerCase()}`}
      actions={<RangeChoice range={range} onChoose={choose} />}
      footer="A calculation only: nothing is changed by it."
    >
      <form onSubmit={submit} className="flex flex-wrap items-end gap-3 border-b border-line p-4">
        <div className="w-64 max-sm:w-full">
          <Field
            label="At the prices of the model"
            placeholder="openai/gpt-4o-mini"
            value={typed.model}
            onChange={(event) => setTyped({ ...typed, model: event.target.value })}
          />
        </div>
        <div className="w-44 max-sm:w-full">
          <Field
            label="And of the day"
            type="date"
            value={typed.day}
            onChange={(event) => setTyped({ ...typed, day: event.target.value })}
          />
        </div>
        <Button look="solid" type="submit" className="h-9">
          Compare
        </Button>
      </form>
      {isAsked ? (
        <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={8} />}>
          {({ whatIf: { total, rows } }) => (
            <>
              {total.unrated > 0 && (
                <p role="status" className="bg-warn-well px-4 py-2 text-[13px] text-warn">
                  {`${plural(total.unrated, 'call')} cannot be rated at those prices, and are in none of the amounts.`}
                </p>
              )}
              <Table label="What if, by customer" className="md:min-w-2xl">
                <thead>
                  <tr>
                    <Th>Customer</Th>
                    <Th numeric className="max-sm:hidden">
                      Calls
                    </Th>
                    <Th numeric className="max-sm:hidden">
                      Charged
                    </Th>
                    <Th numeric>Would be</Th>
                    <Th numeric>Difference</Th>
                  </tr>
                </thead>
                <tbody>
                  {rows.nodes.map(({ key, sums }) => (
                    <Tr key={key ?? ''}>
                      <RowHeader className="max-w-64 max-sm:max-w-32">
                        <CustomerLink externalId={key} />
                      </RowHeader>
                      <Td numeric className="max-sm:hidden">
                        {formatCount(sums.events)}
                      </Td>
                      <Td numeric className="max-sm:hidden">
                        <Money of={sums.before} as="total" />
                      </Td>
                      <Td numeric>
                        <Money of={sums.after} as="total" />
                      </Td>
                      <Td numeric>
                        <Money of={sums.difference} as="total" />
                      </Td>
                    </Tr>
                  ))}
                </tbody>
                <tfoot>
                  <TotalRow>
                    <RowHeader className="font-medium">
                      {rows.totalCount > rows.nodes.length
                        ? `All ${formatCount(rows.totalCount)} customers`
                        : 'All'}
                    </RowHeader>
                    <Td numeric className="max-sm:hidden">
                      {formatCount(total.events)}
                    </Td>
                    <Td numeric className="max-sm:hidden">
                      <Money of={total.before} as="total" />
                    </Td>
                    <Td numeric>
                      <Money of={total.after} as="total" />
                    </Td>
                    <Td numeric>
                      <Money of={total.difference} as="total" />
                    </Td>
                  </TotalRow>
                </tfoot>
              </Table>
            </>
          )}
        </QueryView>
      ) : (
        <Notice icon={Scale} title="Compare with other prices">
          Name a model, a day, or both: the calls of the range are rated at those prices, customer
          by customer.
        </Notice>
      )}
    </Panel>
  );
}
