import { Link } from '@tanstack/react-router';
import { graphql, type ResultOf } from '../../lib/graphql.ts';
import { useMay } from '../session/session.ts';

export const CallOutcome_Event = graphql(`
  fragment CallOutcome_Event on SpendEvent @_unmask {
    status
    httpStatus
    errorCode
    usageSource
    unpriced
  }
`);

type Outcome = ResultOf<typeof CallOutcome_Event>;

/** What is out of the ordinary about a call, in words; nothing about most. */
export function CallOutcome({ call }: { call: Outcome }) {
  const { everywhere } = useMay('READ_PRICES');
  const sentences = [whatHappened(call), howCounted(call)].filter((each) => each !== null);
  return (
    <div className="px-4 pt-1 pb-4 text-[13px] text-ink-soft">
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {call.unpriced && (
        <p>
          Its model had no price, so it is in no total yet. Once there is one, it is rated and
          charged.{' '}
          {everywhere && (
            <Link
              to="/prices"
              search={{ tab: 'unpriced' }}
              className="font-medium text-ink underline"
            >
              Unpriced calls
            </Link>
          )}
        </p>
      )}
    </div>
  );
}

function whatHappened({ status, httpStatus, errorCode, usageSource }: Outcome): string | null {
  const used =
    usageSource === 'NONE'
      ? 'Nothing was used, so nothing is charged.'
      : 'What was used until then is charged.';
  switch (status) {
    case 'SUCCEEDED':
      return null;
    case 'FAILED':
      return `It failed with ${[httpStatus || null, errorCode].filter(Boolean).join(', ')}. ${used}`;
    case 'ABORTED':
      return `The caller broke it off. ${used}`;
    case 'UNKNOWN':
      return 'Tollgate was stopped while it was under way: how it ended is not known.';
  }
}

function howCounted({ usageSource }: Outcome): string | null {
  if (usageSource !== 'ESTIMATED') return null;
  return 'The provider reported no usage: Tollgate counted the tokens.';
}
