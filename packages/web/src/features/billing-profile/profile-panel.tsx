import { useState } from 'react';
import { formatQuantity } from '../../lib/counts.ts';
import { Button } from '../../ui/button.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { useMay } from '../session/session.ts';
import { ProfileForm } from './profile-form.tsx';
import { CADENCES, type ProfileFacts } from './profile-queries.ts';

interface ProfilePanelProps {
  customer: string;
  profile: ProfileFacts;
}

/** Whom the invoices of a customer are made out to, and how. */
export function ProfilePanel({ customer, profile }: ProfilePanelProps) {
  const [editing, setEditing] = useState(false);
  const { may } = useMay('MANAGE_INVOICES');
  const close = () => setEditing(false);
  return (
    <Panel
      title="Billing profile"
      actions={may && <Button onClick={() => setEditing(true)}>Edit</Button>}
    >
      <ProfileView profile={profile} />
      <Sheet
        open={editing}
        onClose={close}
        title={`Billing profile of ${customer}`}
        description="Whom invoices are made out to, and how"
      >
        <ProfileForm customer={customer} profile={profile} onDone={close} />
      </Sheet>
    </Panel>
  );
}

function ProfileView({ profile }: { profile: ProfileFacts }) {
  const { name, email, address, taxId, currency, exchangeRate, cadence, purchaseOrder } = profile;
  const period = CADENCES.find(({ value }) => value === cadence)?.label;
  return (
    <>
      <address className="px-4 pb-3 text-[13px] break-words whitespace-pre-line text-ink-soft not-italic">
        <span className="block font-medium text-ink">{name === '' ? 'No name yet' : name}</span>
        {address !== '' && <span className="block">{address}</span>}
        {email !== '' && <span className="block">{email}</span>}
      </address>
      <Facts>
        <Fact name="Billed every">
          {cadence === 'ANCHORED' ? `Month from day ${profile.anchorDay} on` : period}
        </Fact>
        <Fact name="Time zone">{profile.timeZone}</Fact>
        <Fact name="Currency">
          {currency === 'USD' ? currency : `${currency}, 1 USD is ${formatQuantity(exchangeRate)}`}
        </Fact>
        <Fact name="Tax">
          {`${formatQuantity(profile.taxPercent)}%${taxId === '' ? '' : ` · ${taxId}`}`}
        </Fact>
        <Fact name="Days to pay">{profile.paymentDays}</Fact>
        {purchaseOrder !== '' && <Fact name="Purchase order">{purchaseOrder}</Fact>}
        {profile.metadata.map((entry) => (
          <Fact key={entry.name} name={entry.name}>
            {entry.value}
          </Fact>
        ))}
      </Facts>
    </>
  );
}
