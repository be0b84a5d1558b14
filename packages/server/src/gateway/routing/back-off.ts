import type { Failure } from '../response/answer.ts';

const FIRST_MS = 250;
const LONGEST_MS = 8_000;

/**
 * How long to wait before the next attempt: as the upstream asked, else twice as long each time, with
 * jitter. Null when it asked for longer than a caller should be kept waiting.
 */
export function backOffMs(
  retries: number,
  failure: Pick<Failure, 'retryAfterMs'>,
  random: () => number,
): number | null {
  if (failure.retryAfterMs !== null) {
    return failure.retryAfterMs <= LONGEST_MS ? failure.retryAfterMs : null;
  }
  const ceiling = Math.min(FIRST_MS * 2 ** retries, LONGEST_MS);
  return Math.round(ceiling * (0.5 + random() / 2));
}
