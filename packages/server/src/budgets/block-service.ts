import { randomUUIDv7 } from 'node:crypto';
import { type Clock, err, isPlainText, ok, type Result } from '../kernel/index.ts';
import { type Pool, withTransaction } from '../platform/postgres/index.ts';
import { invalid, notFound, type Problem, problemsIn } from './problem.ts';
import { checkReason } from './read-terms.ts';
import type { Block } from './rules.ts';
import {
  type BlockPosition,
  type BlockRow,
  insertBlock,
  liftBlock,
  listBlocks,
  loadBlocks,
} from './sql/block-rows.ts';
import type { StoredRules } from './stored-rules.ts';
import type { Subjects } from './subjects.ts';

/** A block that stands. */
export interface BlockRecord extends Block {
  readonly recordId: string;
  readonly reason: string;
  readonly blockedAt: Date;
  readonly blockedBy: string;
}

const LONGEST_ID = 256;

/** Blocks customers, keys, users and teams, and lifts blocks. What it answers is in force in this process. */
export class BlockService {
  readonly #pool: Pool;
  readonly #rules: StoredRules;
  readonly #clock: Clock;
  readonly #subjects: Subjects;

  constructor(deps: { pool: Pool; rules: StoredRules; clock: Clock; subjects: Subjects }) {
    this.#pool = deps.pool;
    this.#rules = deps.rules;
    this.#clock = deps.clock;
    this.#subjects = deps.subjects;
  }

  /** Refuses every call of the subject from now on. A block that stands keeps its date and reason. */
  async block(
    { kind, id }: Block,
    reason: string,
    by: string,
  ): Promise<Result<BlockRecord, Problem[]>> {
    const problems = problemsIn([
      isPlainText(id, LONGEST_ID) || invalid([kind], 'This is no id'),
      checkReason(reason, ['reason']),
    ]);
    if (problems.length > 0) return err(problems);
    if ((await this.#subjects.missing({ [kind]: id })).length > 0) {
      return err([notFound([kind], 'There is nobody of this id')]);
    }
    const at = this.#clock.now();
    const row = await withTransaction(this.#pool, async (tx) => {
      if (kind === 'customer') await this.#subjects.nameCustomers(tx, [id], at);
      return insertBlock(tx, {
        id: randomUUIDv7(),
        subject_kind: kind,
        subject_id: id,
        reason,
        blocked_at: at,
        blocked_by: by,
      });
    });
    await this.#rules.refresh([`block ${kind} ${id}`]);
    return ok(toBlockRecord(row));
  }

  /** Lets the subject call again. Lifting a block that does not stand changes nothing. */
  async unblock({ kind, id }: Block, by: string): Promise<void> {
    if (!isPlainText(id, LONGEST_ID)) return;
    await liftBlock(this.#pool, { kind, id, at: this.#clock.now(), by });
    await this.#rules.refresh([`block ${kind} ${id}`]);
  }

  /** Standing blocks, latest first. */
  async list(query: {
    readonly limit: number;
    readonly after: BlockPosition | null;
    readonly kind: Block['kind'] | null;
  }): Promise<BlockRecord[]> {
    return (await listBlocks(this.#pool, query)).map(toBlockRecord);
  }

  /** The block that stands for each subject, in order; null where there is none. */
  async of(subjects: readonly Block[]): Promise<(BlockRecord | null)[]> {
    const texts = subjects.map(({ kind, id }) => `${kind} ${id}`);
    const rows = await loadBlocks(this.#pool, texts);
    const found = new Map(
      rows.map((row) => [`${row.subject_kind} ${row.subject_id}`, toBlockRecord(row)]),
    );
    return texts.map((text) => found.get(text) ?? null);
  }
}

function toBlockRecord(row: BlockRow): BlockRecord {
  return {
    recordId: row.id,
    kind: row.subject_kind,
    id: row.subject_id,
    reason: row.reason,
    blockedAt: row.blocked_at,
    blockedBy: row.blocked_by,
  };
}
