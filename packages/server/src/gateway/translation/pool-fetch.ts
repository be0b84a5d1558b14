import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';

/**
 * `fetch` for a library that wants one, over our own connections: their time-outs, their limits and
 * their end hold for it too.
 */
export function fetchOver(pool: Dispatcher): typeof globalThis.fetch {
  return async (input, init) => {
    const { pathname, search } = new URL(input instanceof Request ? input.url : input);
    const { body, statusCode, headers } = await pool.request({
      path: pathname + search,
      method: 'POST',
      headers: { ...Object.fromEntries(new Headers(init?.headers)), 'accept-encoding': 'identity' },
      body: typeof init?.body === 'string' ? init.body : null,
      signal: init?.signal ?? null,
    });
    const answered = Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    );
    return new Response(Readable.toWeb(body), { status: statusCode, headers: answered });
  };
}
