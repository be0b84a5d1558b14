import type { IncomingHttpHeaders } from 'node:http';

/** What a caller may tell the upstream itself. Never its own credential, its cookies or where it comes from. */
const FORWARDED = ['anthropic-beta', 'anthropic-version', 'openai-beta'];

export function forwardedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const forwarded: Record<string, string> = {};
  for (const name of FORWARDED) {
    const value = headers[name];
    if (typeof value === 'string') forwarded[name] = value;
  }
  return forwarded;
}
