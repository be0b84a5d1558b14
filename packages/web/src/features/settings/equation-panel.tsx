import { formatCount, formatQuantity } from '../../lib/counts.ts';
import { type FragmentOf, graphql, readFragment } from '../../lib/graphql.ts';
import { type DecimalText, formatMoney } from '../../lib/money.ts';
import { Badge } from '../../ui/badge.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RowHeader, Table, Td, Th, Tr } from '../../ui/table.tsx';
import { useInstallation } from '../session/session.ts';

export const EquationPanel_Check = graphql(`
  fragment EquationPanel_Check on ReconciliationCheck {
    measure
    left
    right
    difference
    ok
    differing
    places {
      where
      left
      right
      difference
    }
  }
`);

export type Check = FragmentOf<typeof EquationPanel_Check>;

interface Sides {
  left: DecimalText;
  right: DecimalText;
  difference: DecimalText;
}

/** One equation, such as "events = rollups", with each sum it holds for and where it does not. */
export function EquationPanel({ name, checks }: { name: string; checks: readonly Check[] }) {
  const sums = readFragment(EquationPanel_Check, checks);
  const [left = '', right = ''] = name.split(' = ');
  const ok = sums.every((sum) => sum.ok);
  return (
    <Panel
      title={`${sentence(left)} = ${right}`}
      actions={<Badge tone={ok ? 'good' : 'bad'}>{ok ? 'Agrees' : 'Differs'}</Badge>}
    >
      <Table label={`${sentence(left)} = ${right}`}>
        <thead>
          <tr>
            <Th pinned>Sum</Th>
            <Th numeric>{sentence(left)}</Th>
            <Th numeric>{sentence(right)}</Th>
            <Th numeric>Difference</Th>
          </tr>
        </thead>
        {sums.map((sum) => (
          <tbody key={sum.measure}>
            <Tr>
              <RowHeader pinned>
                {sentence(sum.measure.replaceAll('_', ' '))}
                {sum.differing > sum.places.length && (
                  <span className="block text-xs text-ink-faint">
                    {formatCount(sum.differing)} places, these most
                  </span>
                )}
              </RowHeader>
              <SideCells sides={sum} measure={sum.measure} ok={sum.ok} />
            </Tr>
            {sum.places.map((place) => (
              <Tr key={place.where}>
                <RowHeader pinned className="min-w-40 pl-6! text-ink-soft">
                  {place.where}
                </RowHeader>
                <SideCells sides={place} measure={sum.measure} ok={false} />
              </Tr>
            ))}
          </tbody>
        ))}
      </Table>
    </Panel>
  );
}

function SideCells({ sides, measure, ok }: { sides: Sides; measure: string; ok: boolean }) {
  const { currency } = useInstallation();
  const text = (amount: DecimalText) =>
    measure === 'cost' || measure === 'charge'
      ? formatMoney({ amount, currency }, 'exact')
      : formatQuantity(amount);
  return (
    <>
      <Td numeric>{text(sides.left)}</Td>
      <Td numeric>{text(sides.right)}</Td>
      <Td numeric className={ok ? 'text-ink-faint' : 'font-medium text-bad'}>
        {text(sides.difference)}
      </Td>
    </>
  );
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
