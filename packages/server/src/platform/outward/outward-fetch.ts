import type { Outward } from './request.ts';

/** `fetch`, as far as clients of an API use it, through a guarded way out. */
export function outwardFetch(outward: Outward): typeof fetch {
  return async (input, init = {}) => {
    const answer = await outward({
      url: input instanceof Request ? input.url : String(input),
      method: init.method ?? 'GET',
      headers: Object.fromEntries(new Headers(init.headers)),
      body: typeof init.body === 'string' ? init.body : '',
    });
    const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    );
    const hasNoBody = answer.statusCode === 204 || answer.statusCode === 304;
    const body = hasNoBody ? null : answer.body.toString('utf8');
    return new Response(body, { status: answer.statusCode, headers });
  };
}
