import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const BATCH_RECORDS = 1000;

/**
 * The road not taken: records as rows of an SQLite database in WAL mode, written in groups by a
 * worker. It has those methods of the journal that the benchmark calls.
 */
export class SqliteJournal {
  #worker;
  #pending = [];
  #waiters = [];
  #committing = null;
  #reading = null;

  static async open({ directory, durability }) {
    const journal = new SqliteJournal();
    journal.#worker = new Worker(new URL(import.meta.url), {
      workerData: { path: join(directory, 'journal.db'), durability },
    });
    await once(journal.#worker, 'message');
    journal.#worker.on('message', (message) => journal.#receive(message));
    return journal;
  }

  /** Resolves when the record is committed. */
  settle(id, json) {
    this.#pending.push([id, json]);
    const { promise, resolve } = Promise.withResolvers();
    this.#waiters.push(resolve);
    if (this.#committing === null) setImmediate(() => this.#send());
    return promise;
  }

  nextBatch() {
    return this.#ask({ read: true });
  }

  acknowledge({ end }) {
    return this.#ask({ giveUp: end });
  }

  close() {
    return this.#worker.terminate();
  }

  #ask(question) {
    this.#reading = Promise.withResolvers();
    this.#worker.postMessage(question);
    return this.#reading.promise;
  }

  #send() {
    if (this.#committing !== null || this.#pending.length === 0) return;
    this.#committing = this.#waiters;
    this.#waiters = [];
    this.#worker.postMessage({ records: this.#pending });
    this.#pending = [];
  }

  #receive({ committed, batch }) {
    if (committed !== true) {
      this.#reading.resolve(batch);
      return;
    }
    const waiters = this.#committing;
    this.#committing = null;
    for (const resolve of waiters) resolve();
    this.#send();
  }
}

function serve({ path, durability }) {
  const db = new DatabaseSync(path);
  db.exec(`pragma journal_mode = wal; pragma synchronous = ${durability === 'fsync' ? 'full' : 'normal'};
    create table record (position integer primary key, id text not null, kind text not null, json text not null)`);
  const insert = db.prepare('insert into record (id, kind, json) values (?, ?, ?)');
  const select = db.prepare('select position, id, json from record order by position limit ?');
  const remove = db.prepare('delete from record where position <= ?');
  const write = (records) => {
    db.exec('begin');
    for (const [id, json] of records) insert.run(id, 'S', json);
    db.exec('commit');
    return { committed: true };
  };
  const read = () => {
    const records = select.all(BATCH_RECORDS);
    return { batch: records.length === 0 ? null : { records, end: records.at(-1).position } };
  };
  parentPort.on('message', ({ records, giveUp }) => {
    if (records !== undefined) parentPort.postMessage(write(records));
    else if (giveUp === undefined) parentPort.postMessage(read());
    else parentPort.postMessage({ batch: remove.run(giveUp).changes });
  });
  parentPort.postMessage('open');
}

if (!isMainThread) serve(workerData);
