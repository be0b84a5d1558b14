import { Link } from '@tanstack/react-router';
import { Lock } from 'lucide-react';
import { buttonClass } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ROLE_NAMES } from './role-names.ts';
import { useSession } from './session.ts';

/** Stands where something would that the one who looks may not see. Nothing went wrong. */
export function Forbidden() {
  const { viewer } = useSession();
  return (
    <Notice
      icon={Lock}
      role="status"
      title="You may not see this"
      actions={
        <Link to="/" className={buttonClass('plain')}>
          Overview
        </Link>
      }
    >
      Your role, {ROLE_NAMES[viewer.role]}, does not include it. An administrator can change that.
    </Notice>
  );
}
