import { useEffect, useRef } from 'react';

/** Lets the write behind the message become readable, and lets a burst pass. */
const SETTLE_MS = 400;
const GAP_MS = 5_000;

/**
 * Reads the figures again after the live sequence moved: soon after the first change, then at most
 * every five seconds. The screen shows what the server summed, never a sum made here.
 */
export function useRefreshOnLive(sequence: number | undefined, refresh: () => void): void {
  const latest = useRef(refresh);
  const seen = useRef(sequence);
  const refreshedAt = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    latest.current = refresh;
  });

  useEffect(() => {
    const first = seen.current === undefined;
    if (sequence === undefined || seen.current === sequence) return;
    seen.current = sequence;
    if (first || timer.current !== undefined) return;
    const waitMs = Math.max(SETTLE_MS, refreshedAt.current + GAP_MS - performance.now());
    timer.current = setTimeout(() => {
      timer.current = undefined;
      refreshedAt.current = performance.now();
      latest.current();
    }, waitMs);
  }, [sequence]);

  useEffect(() => () => clearTimeout(timer.current), []);
}
