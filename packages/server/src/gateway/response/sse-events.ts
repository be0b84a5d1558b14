const LF = 0x0a;
const CR = 0x0d;
/** May stand before the first event. */
const BOM = '\uFEFF';

/**
 * Cuts a byte stream into server-sent events without changing a byte: each piece ends with the blank
 * line that ends its event. Lines may end in LF, CRLF or CR, and chunks may break anywhere.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export class SseEvents {
  #rest: Buffer = EMPTY;
  /** What came since, without an end of a line: joined once there is one, so that a long event costs no more than its length. */
  #more: Buffer[] = [];
  #moreBytes = 0;
  /** Where the scan of `#rest` goes on, so that a long event is not scanned again with every chunk. */
  #scanned = 0;

  /** The events that are whole after this chunk. */
  push(chunk: Buffer): Buffer[] {
    if (this.#rest.length > 0 && this.#rest.at(-1) !== CR && nextLineEnd(chunk, 0) < 0) {
      this.#more.push(chunk);
      this.#moreBytes += chunk.length;
      return [];
    }
    const bytes = this.#joined(chunk);
    const events: Buffer[] = [];
    let start = 0;
    let at = this.#scanned;
    for (;;) {
      const end = endOfEvent(bytes, at);
      if (end < 0) break;
      events.push(bytes.subarray(start, end));
      start = end;
      at = end;
    }
    this.#rest = bytes.subarray(start);
    // A blank line may be in the making: its last three bytes have to be looked at again.
    this.#scanned = Math.max(this.#rest.length - 3, 0);
    return events;
  }

  /** Of the event that is still to be ended. */
  get heldBytes(): number {
    return this.#rest.length + this.#moreBytes;
  }

  /** What is left when the stream ends: an event without its blank line, or nothing. */
  flush(): Buffer {
    const rest = this.#joined(EMPTY);
    this.#rest = EMPTY;
    this.#scanned = 0;
    return rest;
  }

  #joined(chunk: Buffer): Buffer {
    if (this.#rest.length === 0) return chunk;
    const pieces = [this.#rest, ...this.#more, chunk];
    this.#more = [];
    this.#moreBytes = 0;
    return Buffer.concat(pieces);
  }
}

const EMPTY: Buffer = Buffer.alloc(0);

/** Just past the first blank line at or after `from`; -1 when there is none for certain yet. */
function endOfEvent(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; ) {
    const line = nextLineEnd(bytes, at);
    if (line < 0) return -1;
    const after = pastLineEnd(bytes, line);
    if (after < 0) return -1;
    const blank = bytes[after];
    if (blank === LF || blank === CR) {
      const end = pastLineEnd(bytes, after);
      return end;
    }
    at = after;
  }
  return -1;
}

function nextLineEnd(bytes: Buffer, from: number): number {
  const lf = bytes.indexOf(LF, from);
  const cr = bytes.indexOf(CR, from);
  if (cr < 0) return lf;
  return lf < 0 ? cr : Math.min(lf, cr);
}

/** -1 when the chunk ends in a CR: an LF that belongs to it may follow. */
function pastLineEnd(bytes: Buffer, at: number): number {
  if (bytes[at] === LF) return at + 1;
  if (at + 1 >= bytes.length) return -1;
  return bytes[at + 1] === LF ? at + 2 : at + 1;
}

/** The payload of an event: its `data` lines joined, or null when it has none (a comment, say). */
export function eventData(event: Buffer): string | null {
  const text = event.toString('utf8');
  const lines = (text[0] === BOM ? text.slice(1) : text).split(/\r\n|\r|\n/);
  const data = lines.flatMap((line) => {
    if (line === 'data') return [''];
    if (!line.startsWith('data:')) return [];
    return [line.slice(line[5] === ' ' ? 6 : 5)];
  });
  return data.length === 0 ? null : data.join('\n');
}
