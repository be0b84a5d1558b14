import { Worker } from 'node:worker_threads';

/** The worker runs as TypeScript under the tests and as JavaScript when built. */
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js',
  import.meta.url,
);
const CHARACTERS_PER_TOKEN = 4;

interface Waiting {
  readonly texts: readonly string[];
  resolve(counts: readonly number[]): void;
}

let worker: Worker | null = null;
let lastId = 0;
const waiting = new Map<number, Waiting>();

/**
 * Counts the tokens of texts, in a thread of its own that starts with the first question: the
 * tokeniser takes 76 MB, whose collection calls would pay for, and its work must not hold them up.
 */
export function countTokens(texts: readonly string[]): Promise<readonly number[]> {
  return new Promise((resolve) => {
    worker ??= startWorker();
    worker.ref();
    lastId += 1;
    waiting.set(lastId, { texts, resolve });
    worker.postMessage({ id: lastId, texts });
  });
}

function startWorker(): Worker {
  const started = new Worker(WORKER);
  started.on('message', ({ id, counts }: { id: number; counts: readonly number[] }) => {
    waiting.get(id)?.resolve(counts);
    waiting.delete(id);
    if (waiting.size === 0) started.unref();
  });
  started.on('error', giveUp);
  return started;
}

/** A thread that died is started anew by the next question; those it owed are answered by length. */
function giveUp(): void {
  worker = null;
  for (const { texts, resolve } of waiting.values()) {
    resolve(texts.map((text) => Math.ceil(text.length / CHARACTERS_PER_TOKEN)));
  }
  waiting.clear();
}
