import type { Refusal } from '../response/refusal.ts';

const TIMEOUTS = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT',
]);

/** What the caller is told when the upstream cannot be reached or breaks off. Names no address and no key. */
export function refusalFor(fault: Error): Refusal {
  const code = (fault as { code?: unknown }).code;
  if (typeof code === 'string' && TIMEOUTS.has(code)) {
    return { code: 'upstream_timeout', message: 'The provider did not answer in time.' };
  }
  if (typeof code === 'string' && UNREACHABLE.has(code)) {
    return { code: 'upstream_unreachable', message: 'The provider could not be reached.' };
  }
  return { code: 'upstream_failed', message: 'The provider broke the connection off.' };
}
