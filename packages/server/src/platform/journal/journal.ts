import { appendFile, type FileHandle, mkdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from '../../kernel/index.ts';
import { type Position, RecentLines } from './recent.ts';
import { type CallRecord, isIntact, isSettled, recordIn, recordText } from './record.ts';
import {
  createSegment,
  deleteSegment,
  listSegments,
  readLines,
  type Segment,
  splitLines,
} from './segment.ts';
import { SettledRecords } from './settled-records.ts';
import { type Durability, GroupCommitWriter } from './writer.ts';

export interface JournalOptions {
  readonly directory: string;
  readonly durability: Durability;
  /**
   * Past this many bytes that are not given up no further call is opened; calls under way still
   * settle. On disk there can be a segment more: segments are deleted whole.
   */
  readonly maxBytes: number;
  readonly segmentBytes?: number;
  /** How much of what was written last is kept in memory for the reader. */
  readonly recentBytes?: number;
  readonly fsyncIntervalMs?: number;
  readonly retryMs?: number;
  readonly onFault?: (fault: Error | null) => void;
}

/** Settled records, oldest first. */
export interface JournalBatch {
  readonly records: SettledRecords;
  readonly end: Position;
}

export interface JournalStats {
  readonly sizeBytes: number;
  readonly maxBytes: number;
  readonly openCalls: number;
  /** Bytes written and not yet acknowledged. */
  readonly unshippedBytes: number;
  readonly accepting: boolean;
}

interface OpenCall {
  json: string;
  segment: number;
}

const DEFAULT_SEGMENT_BYTES = 8 * 1024 * 1024;
const READ_BYTES = 1024 * 1024;
const RECENT_BYTES = 4 * READ_BYTES;

/**
 * The local write-ahead journal. A call is `open`ed before its upstream is called and `settle`d
 * before its last byte goes out; both resolve once the record survives the death of this process.
 * Settled records are read in order with `nextBatch` and given up with `acknowledge`. Reading again
 * what was shipped but not acknowledged is normal after a crash: whoever records them must ignore
 * what it already has.
 *
 * One process at a time may open a directory; the caller holds a lock.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #writer: GroupCommitWriter;
  readonly #open = new Map<string, OpenCall>();
  readonly #recent: RecentLines;
  #segments: Segment[] = [];
  #file: FileHandle | null = null;
  #read: Position = { segment: 0, offset: 0 };
  #failing = false;
  #closed = false;
  /** Something was settled since anyone last waited. */
  #unread = false;
  #wake: (() => void) | null = null;

  private constructor(options: JournalOptions) {
    this.#options = options;
    this.#recent = new RecentLines(options.recentBytes ?? RECENT_BYTES);
    this.#writer = new GroupCommitWriter({
      durability: options.durability,
      fsyncIntervalMs: options.fsyncIntervalMs ?? 50,
      retryMs: options.retryMs ?? 500,
      target: () => this.#activeFile(),
      onWritten: (lines, settledIds) => this.#written(lines, settledIds),
      repair: () => this.#repair(),
      onFault: (fault) => this.#fault(fault),
    });
  }

  /**
   * Opens the directory and reads what an earlier process left. `abandoned` are the calls it opened
   * and never settled, with the JSON they were opened with.
   */
  static async open(
    options: JournalOptions,
  ): Promise<{ journal: Journal; abandoned: CallRecord[] }> {
    await mkdir(options.directory, { recursive: true, mode: 0o700 });
    const journal = new Journal(options);
    await journal.#recover();
    const abandoned = [...journal.#open].map(([id, call]) => ({ id, json: call.json }));
    return { journal, abandoned };
  }

  /** Records that a call is about to reach its upstream. Check `stats().accepting` first. */
  open(id: string, json: string): Promise<void> {
    this.#open.set(id, { json, segment: this.#active().number });
    return this.#writer.append(recordText('O', id, json), null);
  }

  /** Records the outcome of a call. Never refused: the money is already spent. */
  settle(id: string, json: string): Promise<void> {
    return this.#writer.append(recordText('S', id, json), id);
  }

  /** The next settled records after those acknowledged, or null when there are none. */
  async nextBatch(maxBytes = READ_BYTES): Promise<JournalBatch | null> {
    for (;;) {
      const batch = this.#readRecent(maxBytes) ?? (await this.#readFile(maxBytes));
      if (batch === null || batch.records.length > 0) return batch;
      await this.#moveTo(batch.end);
    }
  }

  /** Gives up a batch and everything before it: its records are safe elsewhere. */
  async acknowledge(batch: JournalBatch): Promise<void> {
    await this.#moveTo(batch.end);
  }

  /** Resolves when something was settled since the last call, or after `timeoutMs`. */
  waitForRecords(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), timeoutMs);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = null;
        this.#unread = false;
        resolve();
      };
      if (this.#unread) this.#wake();
    });
  }

  /** False when it is full, its disk fails, or it is closed: no further call may be opened. */
  get accepting(): boolean {
    return !this.#failing && !this.#closed && this.#unshippedBytes() < this.#options.maxBytes;
  }

  stats(): JournalStats {
    return {
      sizeBytes: this.#sizeBytes(),
      maxBytes: this.#options.maxBytes,
      openCalls: this.#open.size,
      unshippedBytes: this.#unshippedBytes(),
      accepting: this.accepting,
    };
  }

  /** Everything appended is on disk when this resolves. A journal nobody needs any more leaves no files. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#writer.idle();
    await this.#file?.close();
    this.#file = null;
    this.#wake?.();
    if (this.stats().unshippedBytes > 0 || this.#open.size > 0) return;
    for (const segment of this.#segments) await deleteSegment(segment);
  }

  /** The tables that a Map outgrows keep what they held until a full collection: the text need not stay. */
  #forget(id: string): void {
    const call = this.#open.get(id);
    if (call !== undefined) call.json = '';
    this.#open.delete(id);
  }

  #sizeBytes(): number {
    let sum = 0;
    for (const segment of this.#segments) sum += segment.sizeBytes;
    return sum;
  }

  #unshippedBytes(): number {
    return this.#sizeBytes() - this.#read.offset;
  }

  #active(): Segment {
    return this.#segments[this.#segments.length - 1] as Segment;
  }

  async #activeFile(): Promise<FileHandle> {
    const limit = this.#options.segmentBytes ?? DEFAULT_SEGMENT_BYTES;
    if (this.#file === null || this.#active().sizeBytes >= limit) await this.#rotate();
    return this.#file as FileHandle;
  }

  async #rotate(): Promise<void> {
    const last = this.#segments.at(-1)?.number ?? 0;
    const { segment, file } = await createSegment(this.#options.directory, last + 1);
    await this.#writer.sync();
    await this.#file?.close();
    this.#segments.push(segment);
    this.#file = file;
  }

  #written(lines: Buffer, settledIds: readonly string[]): void {
    const active = this.#active();
    this.#recent.add({ segment: active.number, offset: active.sizeBytes }, lines);
    active.sizeBytes += lines.length;
    if (settledIds.length === 0) return;
    for (const id of settledIds) this.#forget(id);
    this.#unread = true;
    this.#wake?.();
  }

  /** Cuts a half-written batch off, so that the retry does not follow a torn line. */
  async #repair(): Promise<void> {
    const active = this.#segments.at(-1);
    if (active !== undefined) await truncate(active.path, active.sizeBytes);
  }

  #fault(fault: Error | null): void {
    if (fault === null && !this.#failing) return;
    this.#failing = fault !== null;
    this.#options.onFault?.(fault);
  }

  /** Null when what comes next is not in memory. What never lay on a disk needs no checking. */
  #readRecent(maxBytes: number): JournalBatch | null {
    const found = this.#recent.readFrom(this.#read, maxBytes);
    if (found === null) return null;
    return { records: new SettledRecords(found.lines), end: found.end };
  }

  /** Null at the end of everything written. */
  async #readFile(maxBytes: number): Promise<JournalBatch | null> {
    const { segment: number, offset } = this.#read;
    const segment = this.#segments.find((each) => each.number === number);
    assert(segment !== undefined, 'the segment being read is gone');
    const recent = this.#recent.start;
    const until = recent?.segment === number ? recent.offset : segment.sizeBytes;
    const { lines, nextOffset } = await readLines(segment, { offset, until, maxBytes });
    if (lines.length > 0) {
      return this.#intactIn(lines, { segment: number, offset: nextOffset });
    }
    const next = this.#segments.find((each) => each.number > number);
    if (next === undefined) return null;
    // A segment with a successor is complete; what came into it during the read above is read first.
    const isRead = segment.sizeBytes <= offset;
    return {
      records: new SettledRecords(lines),
      end: isRead ? { segment: next.number, offset: 0 } : this.#read,
    };
  }

  async #intactIn(lines: Buffer, end: Position): Promise<JournalBatch> {
    const texts = splitLines(lines);
    const damaged = texts.filter((line) => !isIntact(line));
    if (damaged.length === 0) return { records: new SettledRecords(lines), end };
    await this.#setAside(damaged);
    const intact = texts.filter(isIntact).map((line) => `${line}\n`);
    return { records: new SettledRecords(Buffer.from(intact.join(''))), end };
  }

  /** Moves the reading position; segments before it are deleted, their open calls carried forward. */
  async #moveTo(position: Position): Promise<void> {
    this.#read = position;
    this.#recent.dropUntil(position);
    const done = this.#segments.filter((segment) => segment.number < position.segment);
    if (done.length === 0) return;
    await this.#carryForward(position.segment);
    this.#segments = this.#segments.filter((segment) => segment.number >= position.segment);
    for (const segment of done) await deleteSegment(segment);
  }

  /** A call still under way must keep a record: its opening is written again before its segment goes. */
  async #carryForward(before: number): Promise<void> {
    const copies: Promise<void>[] = [];
    for (const [id, call] of this.#open) {
      if (call.segment >= before) continue;
      call.segment = this.#active().number;
      copies.push(this.#writer.append(recordText('O', id, call.json), null));
    }
    await Promise.all(copies);
  }

  async #recover(): Promise<void> {
    this.#segments = await listSegments(this.#options.directory);
    for (const segment of this.#segments) await this.#replay(segment);
    this.#read = { segment: this.#segments[0]?.number ?? 1, offset: 0 };
    await this.#rotate();
  }

  async #replay(segment: Segment): Promise<void> {
    const damaged: string[] = [];
    let offset = 0;
    for (;;) {
      const { lines, nextOffset } = await readLines(segment, {
        offset,
        until: segment.sizeBytes,
        maxBytes: READ_BYTES,
      });
      if (lines.length === 0) break;
      offset = nextOffset;
      for (const line of splitLines(lines)) this.#replayLine(line, segment, damaged);
    }
    // A torn last line was never promised to anyone: the process died before it was whole.
    if (offset < segment.sizeBytes) await truncate(segment.path, offset);
    segment.sizeBytes = offset;
    if (damaged.length > 0) await this.#setAside(damaged);
  }

  #replayLine(line: string, segment: Segment, damaged: string[]): void {
    if (!isIntact(line)) {
      damaged.push(line);
      return;
    }
    const { id, json } = recordIn(line);
    if (isSettled(line)) this.#open.delete(id);
    else this.#open.set(id, { json, segment: segment.number });
  }

  async #setAside(lines: readonly string[]): Promise<void> {
    await appendFile(join(this.#options.directory, 'damaged.txt'), `${lines.join('\n')}\n`);
    this.#options.onFault?.(
      new Error(`${lines.length} damaged journal records set aside in damaged.txt`),
    );
    this.#options.onFault?.(null);
  }
}
