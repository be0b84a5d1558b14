import { faultText, type Outward } from '../platform/outward/index.ts';

const KEPT_CHARACTERS = 1_000;

export interface Message {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came of one attempt: an answer, or none. */
export type Outcome =
  | {
      readonly kind: 'answered';
      readonly statusCode: number;
      readonly answer: string;
      readonly retryAfterMs: number | null;
    }
  | { readonly kind: 'fault'; readonly fault: string };

/** How a message is brought to where it goes. */
export type Send = (message: Message) => Promise<Outcome>;

/** Sends by HTTP(S), once. */
export function httpSender(outward: Outward): Send {
  return async (message) => {
    try {
      const { statusCode, headers, body } = await outward({ ...message, method: 'POST' });
      const text = body.toString('utf8').replaceAll('\0', '');
      return {
        kind: 'answered',
        statusCode,
        answer: text.slice(0, KEPT_CHARACTERS).toWellFormed(),
        retryAfterMs: readSeconds(headers['retry-after']),
      };
    } catch (fault) {
      return { kind: 'fault', fault: faultText(fault) };
    }
  };
}

function readSeconds(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : null;
}
