import { Link } from '@tanstack/react-router';
import { UserRoundX } from 'lucide-react';
import { buttonClass } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { FirstCallCode } from '../overview/first-call-code.tsx';
import { useMay } from '../session/session.ts';

/** A customer exists from its first call on; this one has made none. */
export function UnknownCustomer({ externalId }: { externalId: string }) {
  const { everywhere } = useMay('READ_SPEND');
  return (
    <div className="mx-auto max-w-2xl pb-12">
      <Notice
        icon={UserRoundX}
        title={
          everywhere
            ? 'No call has named this customer'
            : 'No call of yours has named this customer'
        }
        actions={
          <Link to="/customers" className={buttonClass('plain')}>
            All customers
          </Link>
        }
      >
        Check the id, or make the first call for it:
      </Notice>
      <FirstCallCode customer={externalId} />
    </div>
  );
}
