import { useState } from 'react';
import { useQuery } from 'urql';
import { formatQuantity, plural } from '../../lib/counts.ts';
import type { ResultOf } from '../../lib/graphql.ts';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { RowHeader, Table, Td, Th, TotalRow, Tr } from '../../ui/table.tsx';
import { useSettled } from '../forms/use-settled.ts';
import { periodText } from '../invoices/invoice-words.ts';
import { UnitPrice } from '../prices/unit-price.tsx';
import { type PreviewInput, PreviewRateCard_Query } from './preview-query.ts';
import { PreviewUsage, type UsageInput } from './preview-usage.tsx';

type Answer = ResultOf<typeof PreviewRateCard_Query>['previewRateCard'];
type Preview = NonNullable<Answer['preview']>;

/** What usage would come to on the terms at hand, asked again when typing rests. */
export function CardPreview({ terms }: { terms: unknown }) {
  const [usage, setUsage] = useState<UsageInput | null>(null);
  const asked = terms === undefined || usage === null ? null : JSON.stringify({ terms, ...usage });
  const input = useSettled(asked);
  return (
    <Panel title="What it comes to" note="In US dollars, before tax">
      <PreviewUsage onChange={setUsage} />
      {input === null ? (
        <p className="px-4 pb-4 text-[13px] text-ink-faint">
          {usage === null ? 'Say whose usage, or how much.' : 'Once the terms make sense.'}
        </p>
      ) : (
        <Previewed input={JSON.parse(input) as PreviewInput} />
      )}
    </Panel>
  );
}

function Previewed({ input }: { input: PreviewInput }) {
  const [result, refetch] = useQuery({ query: PreviewRateCard_Query, variables: { input } });
  return (
    <QueryView result={result} onRetry={refetch} skeleton={<SkeletonRows rows={4} />}>
      {({ previewRateCard: { preview, userErrors } }) =>
        preview ? <Lines preview={preview} /> : <Refused problems={userErrors} />
      }
    </QueryView>
  );
}

function Refused({ problems }: { problems: Answer['userErrors'] }) {
  return (
    <ul role="status" className="flex flex-col gap-1 px-4 pb-4 text-[13px] text-ink-soft">
      {problems.map(({ path, message }) => (
        <li key={`${path.join('.')} ${message}`} className="break-words">
          {path.length > 1 && (
            <code className="font-mono text-xs text-ink-faint">{`${path.slice(1).join('.')}: `}</code>
          )}
          {message}
        </li>
      ))}
    </ul>
  );
}

function Lines({ preview }: { preview: Preview }) {
  const { lines, lineCount, subtotal, cost, present, unpricedCalls } = preview;
  return (
    <>
      <p role="status" className="px-4 pb-3 text-[13px] text-ink-soft">
        {preview.period && `${periodText(preview.period)} (${preview.period.timeZone}): `}
        {`${plural(preview.calls, 'call')}, which cost `}
        <Money of={cost} as="total" />
        {unpricedCalls > 0 && (
          <span className="block text-warn">
            {`${plural(unpricedCalls, 'call')} of them without a price: what they cost is not in it.`}
          </span>
        )}
      </p>
      <Table label="What it comes to">
        <thead>
          <tr>
            <Th>Line</Th>
            <Th numeric>Exact</Th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Tr key={`${line.description} ${line.unit} ${line.unitPrice}`}>
              <RowHeader className="py-1.5 break-words">
                {line.description}
                {line.quantity !== null && line.unitPrice !== null && (
                  <span className="block text-xs text-ink-faint">
                    {`${formatQuantity(line.quantity)} ${line.unit ?? ''} × `}
                    <UnitPrice amount={line.unitPrice} perUnits={1} />
                  </span>
                )}
              </RowHeader>
              <Td numeric>
                <Money of={line.exact} as="call" />
              </Td>
            </Tr>
          ))}
        </tbody>
        <tfoot>
          <Sum name="Before tax" of={subtotal} strong />
          {present && <Sum name={`Now, ${nameOf(present.rateCard)}`} of={present.subtotal} />}
          {present && <Sum name="Difference" of={present.difference} />}
        </tfoot>
      </Table>
      {lineCount > lines.length && (
        <p className="px-4 py-2 text-[13px] text-ink-faint">
          {`The first ${lines.length} of ${plural(lineCount, 'line')}; the sum is of all.`}
        </p>
      )}
    </>
  );
}

function nameOf(rateCard: string | null): string {
  return rateCard === null ? 'at cost' : `on ${rateCard}`;
}

function Sum({
  name,
  of,
  strong = false,
}: {
  name: string;
  of: Preview['subtotal'];
  strong?: boolean;
}) {
  const weight = strong ? 'font-semibold' : 'font-normal text-ink-soft';
  return (
    <TotalRow>
      <RowHeader className={weight}>{name}</RowHeader>
      <Td numeric className={weight} data-sum={name}>
        <Money of={of} as="total" />
      </Td>
    </TotalRow>
  );
}
