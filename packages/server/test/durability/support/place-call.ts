import { Agent, type IncomingMessage, request } from 'node:http';
import { customerOf } from './counting-upstream.ts';

/** What a caller knows of its call when it is over. */
export interface Observation {
  readonly call: number;
  readonly streamed: boolean;
  /** Null when not even headers came. */
  readonly status: number | null;
  readonly callId: string | null;
  /** The answer came to its last byte: a whole body, or `[DONE]`. */
  readonly complete: boolean;
  /** US dollars, as the answer said. */
  readonly cost: string | null;
  readonly body: string;
}

export interface Caller {
  readonly url: string;
  readonly key: string;
  /** Whom to charge; each call has a customer of its own otherwise. */
  readonly customer?: string;
  /** Beside what every call says. */
  readonly body?: object;
}

const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
const MODEL = 'metered';

/** Every other call streams. Never rejects: a broken connection is what is being looked at. */
export function placeCall(caller: Caller, call: number): Promise<Observation> {
  const { url, key, customer = customerOf(call) } = caller;
  const streamed = call % 2 === 1;
  const body = JSON.stringify({
    model: MODEL,
    user: customer,
    messages: [{ role: 'user', content: `This is call ${call}.` }],
    ...(streamed
      ? { stream: true, stream_options: { include_usage: true, include_cost: true } }
      : {}),
    ...caller.body,
  });
  return new Promise((resolve) => {
    const nothing = { call, streamed, status: null, callId: null, complete: false, cost: null };
    const req = request(`${url}/v1/chat/completions`, {
      agent,
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    });
    req.on('error', () => resolve({ ...nothing, body: '' }));
    req.on('response', (res) => {
      read(res).then((got) => resolve(observe({ call, streamed, ...got, res })));
    });
    req.end(body);
  });
}

/** What came, and whether it came to a proper end. */
function read(res: IncomingMessage): Promise<{ body: string; ended: boolean }> {
  return new Promise((resolve) => {
    let body = '';
    res.setEncoding('utf8');
    res.on('data', (chunk: string) => {
      body += chunk;
    });
    res.on('error', () => undefined);
    res.on('close', () => resolve({ body, ended: res.complete }));
  });
}

interface Answered {
  readonly call: number;
  readonly streamed: boolean;
  readonly res: IncomingMessage;
  readonly body: string;
  readonly ended: boolean;
}

function observe({ call, streamed, res, body, ended }: Answered): Observation {
  const ok = res.statusCode === 200;
  const complete = ok && (streamed ? body.endsWith('data: [DONE]\n\n') : ended);
  const cost = streamed
    ? (/"cost":"([\d.]+)"/.exec(body)?.[1] ?? null)
    : headerOf(res, 'x-tollgate-response-cost');
  const callId = headerOf(res, 'x-tollgate-call-id');
  return { call, streamed, status: res.statusCode ?? null, callId, complete, cost, body };
}

function headerOf(res: IncomingMessage, name: string): string | null {
  const value = res.headers[name];
  return typeof value === 'string' ? value : null;
}
