import type { AdmittedCall, Room } from '../../budgets/index.ts';
import { formatPico } from '../../kernel/index.ts';
import type { Headers } from '../response/send.ts';

/** What a caller is told of the limits it was let in under: as they stand when its answer begins. */
export function limitHeaders(
  admitted: AdmittedCall,
  { writtenLimit, showsBudgets }: { writtenLimit: number | null; showsBudgets: boolean },
): Headers {
  const headers: Headers = {};
  const { requests, tokens } = admitted.rateRoom();
  if (requests !== null) addRoom(headers, 'requests', requests);
  if (tokens !== null) addRoom(headers, 'tokens', tokens);
  if (writtenLimit !== null) headers['x-tollgate-max-tokens-lowered'] = String(writtenLimit);
  if (!showsBudgets) return headers;
  const remaining = admitted.remainingPico();
  if (remaining !== null) headers['x-tollgate-budget-remaining'] = formatPico(remaining);
  return headers;
}

function addRoom(headers: Headers, of: string, { limit, remaining, resetMs }: Room): void {
  headers[`x-ratelimit-limit-${of}`] = String(limit);
  headers[`x-ratelimit-remaining-${of}`] = String(remaining);
  headers[`x-ratelimit-reset-${of}`] = durationText(resetMs);
}

/** As OpenAI writes it: `850ms`, `12.5s`, `1m0s`. */
function durationText(milliseconds: number): string {
  const ms = Math.ceil(milliseconds);
  if (ms < 1_000) return `${ms}ms`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = `${(ms % 60_000) / 1_000}s`;
  return minutes === 0 ? seconds : `${minutes}m${seconds}`;
}
