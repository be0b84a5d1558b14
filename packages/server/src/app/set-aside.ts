import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../platform/log/index.ts';

/** Keeps events that the database refuses for good in `unstorable.jsonl` beside the journal, and says so. */
export function setAsideIn(directory: string, log: Logger) {
  return async (encodedEvent: string, fault: Error): Promise<void> => {
    await appendFile(join(directory, 'unstorable.jsonl'), `${encodedEvent}\n`, { mode: 0o600 });
    log.error({ err: fault }, 'an event that cannot be stored was set aside in unstorable.jsonl');
  };
}
