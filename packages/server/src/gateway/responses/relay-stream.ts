import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { errorEvent } from '../response/refusal.ts';
import type { Headers } from '../response/send.ts';
import { EventMeter } from '../routes/event-meter.ts';
import type { SeenResponse } from '../routes/response-object.ts';
import { ResponsesEvents } from '../routes/responses-events.ts';
import { refusalFor } from '../upstream/failure.ts';

/** A stream that is taken up again: passed on as it comes; its end goes out once it is recorded. */
export async function relayStream(
  res: ServerResponse,
  stream: {
    readonly status: number;
    readonly headers: Headers;
    readonly body: Readable;
    readonly onEnd: (response: SeenResponse | null) => Promise<unknown>;
  },
): Promise<void> {
  const events = new ResponsesEvents();
  const meter = new EventMeter(events);
  res.writeHead(stream.status, stream.headers);
  res.flushHeaders();
  try {
    for await (const chunk of stream.body) {
      await write(res, meter.push(chunk as Buffer));
      if (meter.ending !== null) break;
    }
    await write(res, meter.flush());
    await stream.onEnd(events.response);
    res.end(meter.ending ?? undefined);
  } catch (fault) {
    if (!res.destroyed) res.end(errorEvent(refusalFor(fault as Error), 'openai'));
  }
}

async function write(res: ServerResponse, events: readonly Buffer[]): Promise<void> {
  if (events.length === 0 || res.destroyed) return;
  if (!res.write(Buffer.concat(events)))
    await Promise.race([once(res, 'drain'), once(res, 'close')]);
}
