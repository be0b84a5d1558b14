import { serverPackage } from './server-package.mjs';

const { Pool } = serverPackage('undici');
const DONE = Buffer.from('data: [DONE]\n\n');

/** Counts a stream that comes whole, and notes when its first event came. */
class Listener {
  #settle;
  #last = null;
  #status = 0;
  firstEventMs = null;

  constructor(settle) {
    this.#settle = settle;
  }

  onRequestStart() {
    // undici insists on it.
  }

  onResponseStart(_controller, status) {
    this.#status = status;
  }

  onResponseData(_controller, chunk) {
    this.firstEventMs ??= performance.now();
    this.#last = chunk;
  }

  onResponseEnd() {
    if (this.#status === 200 && this.#last?.subarray(-DONE.length).equals(DONE)) {
      this.#settle.resolve(this);
    } else this.#settle.reject(new Error(`a stream ended without [DONE], status ${this.#status}`));
  }

  onResponseError(_controller, fault) {
    this.#settle.reject(fault);
  }
}

/** A client with as many connections as it has streams under way. */
export class StreamClient {
  #pool;
  #request;

  constructor({ url, key, body }) {
    const { origin, pathname } = new URL(url);
    this.#pool = new Pool(origin, { connections: 512 });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
    this.#request = { path: pathname, method: 'POST', headers, body };
  }

  /** One stream, read to its end. */
  async read() {
    const settle = Promise.withResolvers();
    const startedMs = performance.now();
    this.#pool.dispatch(this.#request, new Listener(settle));
    const { firstEventMs } = await settle.promise;
    return { firstEventMs: firstEventMs - startedMs, wholeMs: performance.now() - startedMs };
  }

  /** Keeps so many streams under way until the time is over, then lets those under way finish. */
  async load({ concurrency, seconds }) {
    const startedMs = performance.now();
    let streams = 0;
    const lane = async () => {
      while (performance.now() - startedMs < seconds * 1000) {
        await this.read();
        streams += 1;
      }
    };
    await Promise.all(Array.from({ length: concurrency }, lane));
    return { streams, seconds: (performance.now() - startedMs) / 1000 };
  }

  close() {
    return this.#pool.close();
  }
}
