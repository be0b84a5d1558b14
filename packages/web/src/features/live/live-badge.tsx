import { Pause, Play } from 'lucide-react';
import { cx } from '../../ui/cx.ts';
import { useLive, useSocketState } from './live-context.tsx';
import type { SocketState } from './live-socket.ts';

const WORDS: Record<SocketState, string> = {
  idle: 'Connecting',
  connecting: 'Connecting',
  open: 'Live',
  lost: 'Reconnecting',
};

/** Says whether the figures move by themselves, and stops them (WCAG 2.2.2). */
export function LiveBadge() {
  const { paused, setPaused } = useLive();
  const state = useSocketState();
  const word = paused ? 'Paused' : WORDS[state];
  // Nothing here is listened for: a budget that is not there yet, a list that does not move.
  if (!paused && state === 'idle') return null;
  const live = !paused && state === 'open';
  const Icon = paused ? Play : Pause;
  return (
    <button
      type="button"
      aria-label={`${word}: ${paused ? 'resume' : 'pause'} live updates`}
      title={paused ? 'Resume live updates' : 'Pause live updates'}
      onClick={() => setPaused(!paused)}
      className="inline-flex h-8 items-center gap-2 rounded-md px-2.5 text-[13px] font-medium text-ink-soft transition-colors hover:bg-well hover:text-ink"
    >
      <Dot live={live} waiting={!paused && !live} />
      <span aria-live="polite">{word}</span>
      <Icon aria-hidden="true" className="size-3.5" />
    </button>
  );
}

function Dot({ live, waiting }: { live: boolean; waiting: boolean }) {
  return (
    <span aria-hidden="true" className="relative flex size-2">
      {live && (
        <span className="absolute inset-0 animate-ping rounded-full bg-good opacity-40 motion-reduce:hidden" />
      )}
      <span
        className={cx(
          'relative size-2 rounded-full',
          live ? 'bg-good' : waiting ? 'bg-warn' : 'bg-ink-faint',
        )}
      />
    </span>
  );
}
