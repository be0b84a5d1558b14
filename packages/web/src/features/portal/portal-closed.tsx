import { Link2Off } from 'lucide-react';
import type { PortalProblem } from '../../lib/search.ts';
import { Notice } from '../../ui/notice.tsx';

const WORDS = {
  expired: {
    title: 'This link has ended',
    body: 'Links to this page are good for a limited time. Ask whoever sent it to you for a new one.',
  },
  revoked: {
    title: 'This link was withdrawn',
    body: 'Whoever sent it to you has ended it. Ask them for a new one.',
  },
  invalid: {
    title: 'This is not a whole link',
    body: 'Part of it may be missing. Open it from the message it came in, or copy it to its last character.',
  },
  left: {
    title: 'You have left your page',
    body: 'The link you were sent opens it again, for as long as it is good.',
  },
  none: {
    title: 'This page opens with a link',
    body: 'Open the link that you were sent to see your usage, budgets and invoices.',
  },
} as const satisfies Record<PortalProblem | 'none', object>;

/** What stands at the portal for whoever cannot go in. */
export function PortalClosed({ problem = 'none' }: { problem?: PortalProblem | 'none' }) {
  const { title, body } = WORDS[problem];
  return (
    <>
      <title>{`${title} · Tollgate`}</title>
      <h1 className="sr-only">Portal</h1>
      <Notice icon={Link2Off} title={title} role="status">
        {body}
      </Notice>
    </>
  );
}
