import { Badge } from '../../ui/badge.tsx';
import { When } from '../../ui/when.tsx';
import { useInstallation } from '../session/session.ts';
import type { HandOffFacts } from './hand-off-queries.ts';
import { HAND_OFF_STATES, standsThere } from './hand-off-words.ts';

export function HandOffStatus({ of }: { of: HandOffFacts['status'] }) {
  const { tone, word } = HAND_OFF_STATES[of];
  return <Badge tone={tone}>{word}</Badge>;
}

/** Where it stands over there, or why it does not and when it is tried again. */
export function HandOffOutcome({ handOff }: { handOff: HandOffFacts }) {
  const { reportingTimeZone } = useInstallation();
  const { status, attempts, fault, nextAttemptAt, doneAt } = handOff;
  if (status === 'DONE') {
    return (
      <span className="block text-xs text-ink-faint">
        <There handOff={handOff} />
        {doneAt !== null && <When at={doneAt} timeZone={reportingTimeZone} />}
      </span>
    );
  }
  return (
    <span className="block text-xs break-words text-ink-faint">
      {fault !== null && <span className="block text-ink-soft">{fault}</span>}
      <There handOff={handOff} />
      {attempts > 0 && `Tried ${attempts === 1 ? 'once' : `${attempts} times`}`}
      {attempts > 0 && nextAttemptAt !== null && (
        <>
          {', again '}
          <When at={nextAttemptAt} timeZone={reportingTimeZone} />
        </>
      )}
    </span>
  );
}

function There({ handOff }: { handOff: HandOffFacts }) {
  const stands = standsThere(handOff);
  return (
    <>
      <Remote handOff={handOff} />
      {stands !== null && `${stands} · `}
    </>
  );
}

function Remote({ handOff: { remoteNumber, remoteId, remoteUrl } }: { handOff: HandOffFacts }) {
  const name = remoteNumber ?? remoteId;
  if (name === null) return null;
  if (remoteUrl === null || !/^https?:/.test(remoteUrl)) return `${name} · `;
  return (
    <>
      <a href={remoteUrl} target="_blank" rel="noreferrer" className="font-medium underline">
        {name}
        <span className="sr-only"> (opens there)</span>
      </a>
      {' · '}
    </>
  );
}
