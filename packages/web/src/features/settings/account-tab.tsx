import { useSession } from '../session/session.ts';
import { ChangePassword } from './change-password.tsx';
import { SessionsPanel } from './sessions-panel.tsx';

/** One's own: where one is signed in, and the password. */
export function AccountTab() {
  const { viewer } = useSession();
  return (
    <div className="flex flex-col gap-4">
      <SessionsPanel />
      {viewer.kind === 'USER' && <ChangePassword />}
    </div>
  );
}
