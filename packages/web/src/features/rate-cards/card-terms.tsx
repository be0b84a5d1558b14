import { formatQuantity } from '../../lib/counts.ts';
import type { DecimalText } from '../../lib/money.ts';
import { formatMoney } from '../../lib/money.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { useInstallation } from '../session/session.ts';
import {
  type CardFields,
  isPerMillion,
  KINDS,
  METERS,
  type Meter,
  type RuleFields,
  readFields,
} from './card-fields.ts';

/** What terms say, to be read; as JSON where they say more than the fields know. */
export function CardTerms({ terms }: { terms: unknown }) {
  const card = readFields(terms);
  if (card === null) return <AsJson terms={terms} />;
  return (
    <>
      {card.rules.map((rule) => (
        <RuleTerms key={rule.id} rule={rule} />
      ))}
      <Sums card={card} />
      <details className="border-t border-line px-4 py-2 text-[13px] text-ink-soft">
        <summary className="cursor-pointer">As the API has it</summary>
        <AsJson terms={terms} />
      </details>
    </>
  );
}

function AsJson({ terms }: { terms: unknown }) {
  return (
    <pre className="m-2 rounded-md bg-well p-3 font-mono text-xs break-words whitespace-pre-wrap">
      {JSON.stringify(terms, null, 2)}
    </pre>
  );
}

function RuleTerms({ rule }: { rule: RuleFields }) {
  const usd = useUsd();
  return (
    <section aria-label={rule.name} className="border-t border-line first:border-t-0">
      <div className="px-4 pt-3 pb-2 text-[13px]">
        <h3 className="font-semibold break-words">{rule.name}</h3>
        <p className="break-words text-ink-faint">
          {rule.models === '*' ? 'All models' : rule.models}
          {` · ${KINDS.find(({ value }) => value === rule.kind)?.label}`}
        </p>
      </div>
      <Facts>
        <PriceTerms rule={rule} />
        {rule.requestFee !== '' && <Fact name="Each request">{usd(rule.requestFee)}</Fact>}
      </Facts>
    </section>
  );
}

function PriceTerms({ rule }: { rule: RuleFields }) {
  const usd = useUsd();
  const { kind, input, cachedInput, cacheWrite, output } = rule;
  const perMillion = (amount: string) => `${usd(amount)} / 1M`;
  if (kind === 'COST_PLUS') return <Fact name="Markup">{`${number(rule.markupPercent)}%`}</Fact>;
  if (kind !== 'PER_TOKEN') return <MeteredTerms rule={rule} />;
  return (
    <>
      <Fact name="Input tokens">{perMillion(input)}</Fact>
      {cachedInput !== '' && <Fact name="Cached input tokens">{perMillion(cachedInput)}</Fact>}
      {cacheWrite !== '' && <Fact name="Cache write tokens">{perMillion(cacheWrite)}</Fact>}
      <Fact name="Output tokens">{perMillion(output)}</Fact>
    </>
  );
}

function MeteredTerms({ rule }: { rule: RuleFields }) {
  const usd = useUsd();
  const { kind, meter, included, size, price, tiers } = rule;
  return (
    <>
      <Fact name="Counted in">{METERS.find(({ value }) => value === meter)?.label}</Fact>
      {included !== '' && <Fact name="Included free">{number(included)}</Fact>}
      {kind === 'PACKAGE' && <Fact name={`Each begun ${number(size)}`}>{usd(price)}</Fact>}
      {kind !== 'PACKAGE' &&
        tiers.map(({ id, upTo, unitPrice, flat }) => (
          <Fact key={id} name={upTo === '' ? tailName(tiers.length) : `Up to ${number(upTo)}`}>
            {`${usd(unitPrice)}${perText(meter)}`}
            {flat !== '' && ` + ${usd(flat)} entry`}
          </Fact>
        ))}
    </>
  );
}

function tailName(tiers: number): string {
  return tiers === 1 ? 'All units' : 'Beyond that';
}

function perText(meter: Meter): string {
  if (isPerMillion(meter)) return ' / 1M';
  return meter === 'SPEND' ? ' for a dollar' : ' each';
}

function Sums({ card }: { card: CardFields }) {
  const usd = useUsd();
  const { allowance, discountPercent, minimum, fixedFees } = card;
  if (allowance + discountPercent + minimum === '' && fixedFees.length === 0) return null;
  return (
    <section aria-label="Each period" className="border-t border-line">
      <h3 className="px-4 pt-3 pb-2 text-[13px] font-semibold">Each period</h3>
      <Facts>
        {allowance !== '' && <Fact name="Allowance">{usd(allowance)}</Fact>}
        {discountPercent !== '' && <Fact name="Discount">{`${number(discountPercent)}%`}</Fact>}
        {minimum !== '' && <Fact name="Minimum">{usd(minimum)}</Fact>}
        {fixedFees.map(({ id, name, amount }) => (
          <Fact key={id} name={name}>
            {usd(amount)}
          </Fact>
        ))}
      </Facts>
    </section>
  );
}

// Stored terms were read by the server: what stands in the fields of them is decimal text.
function number(text: string): string {
  return formatQuantity(text as DecimalText);
}

function useUsd(): (amount: string) => string {
  const { currency } = useInstallation();
  return (amount) => formatMoney({ amount: amount as DecimalText, currency }, 'exact');
}
