/** A place in the files of a journal. */
export interface Position {
  readonly segment: number;
  readonly offset: number;
}

interface Group {
  readonly start: Position;
  readonly end: Position;
}

const GROUPS_AT_LEAST = 4;

/**
 * The newest lines once more, by the groups they were written in, so that a reader who keeps up reads
 * no file: the oldest make room when they are too many, and then the files have them. They lie in one
 * piece of memory that is used again and again: texts, and buffers of their own, would outlive the
 * young generation of the garbage collector and cost more than reading them back.
 */
export class RecentLines {
  readonly #mostBytes: number;
  readonly #bytes: Buffer;
  #groups: Group[] = [];
  #from = 0;
  #to = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
    // Twice the room: what is kept moves to the front only once as much again has come.
    this.#bytes = Buffer.allocUnsafeSlow(2 * mostBytes);
  }

  /** Up to here the files have to be read; null when there is nothing here. */
  get start(): Position | null {
    return this.#groups[0]?.start ?? null;
  }

  /** A group too big to be handed out in one piece is left to the files, with all that came before it. */
  add(start: Position, lines: Buffer): void {
    if (lines.length > this.#mostBytes / GROUPS_AT_LEAST) {
      this.#drop(this.#groups.length);
      return;
    }
    this.#makeRoom(lines.length);
    this.#to += lines.copy(this.#bytes, this.#to);
    this.#groups.push({ start, end: { ...start, offset: start.offset + lines.length } });
  }

  /** About `maxBytes` from here on, good until something is added; null when it is not here. */
  readFrom(position: Position, maxBytes: number): { lines: Buffer; end: Position } | null {
    const start = this.start;
    if (start === null || !isSame(start, position)) return null;
    let end = position;
    let bytes = 0;
    for (const group of this.#groups) {
      if (bytes >= maxBytes) break;
      bytes += sizeOf(group);
      end = group.end;
    }
    return { lines: this.#bytes.subarray(this.#from, this.#from + bytes), end };
  }

  /** Drops what ends at the position or before it. */
  dropUntil(position: Position): void {
    const kept = this.#groups.findIndex((group) => isAfter(group.end, position));
    this.#drop(kept < 0 ? this.#groups.length : kept);
  }

  #makeRoom(bytes: number): void {
    let surplus = 0;
    let free = this.#mostBytes - (this.#to - this.#from);
    for (; free < bytes && surplus < this.#groups.length; surplus += 1) {
      free += sizeOf(this.#groups[surplus] as Group);
    }
    this.#drop(surplus);
    if (this.#to + bytes <= this.#bytes.length) return;
    this.#bytes.copyWithin(0, this.#from, this.#to);
    this.#to -= this.#from;
    this.#from = 0;
  }

  #drop(count: number): void {
    for (const group of this.#groups.splice(0, count)) this.#from += sizeOf(group);
    if (this.#groups.length === 0) this.#from = this.#to = 0;
  }
}

function sizeOf({ start, end }: Group): number {
  return end.offset - start.offset;
}

function isSame(a: Position, b: Position): boolean {
  return a.segment === b.segment && a.offset === b.offset;
}

function isAfter(a: Position, b: Position): boolean {
  return a.segment > b.segment || (a.segment === b.segment && a.offset > b.offset);
}
