import { randomUUIDv7 } from 'node:crypto';
import { type Clock, err, ok, type Result } from '../kernel/index.ts';
import { type Pool, withTransaction } from '../platform/postgres/index.ts';
import type { Limits, ScopeLimits } from './limits.ts';
import { conflict, invalid, notFound, outdated, type Problem } from './problem.ts';
import { checkLimits } from './read-terms.ts';
import { toLimits, toLimitValues } from './rule-rows.ts';
import { isScope, type Scope, scopeKey } from './scope.ts';
import {
  insertLimit,
  type LimitRow,
  listLimits,
  lockLimit,
  removeLimit,
  updateLimit,
} from './sql/limit-rows.ts';
import type { StoredRules } from './stored-rules.ts';
import type { Subjects } from './subjects.ts';

/** Limits of a scope as they are kept. */
export interface LimitRecord extends ScopeLimits {
  readonly configured: boolean;
  readonly revision: number;
  readonly updatedAt: Date;
}

const CONFIGURED = conflict(['input', 'scope'], 'These limits are set in the configuration file');

/** How fast scopes may call. What it answers is in force in this process. */
export class LimitService {
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

  /** Sets all limits of a scope; three times null removes them, and null is answered. */
  async set(
    input: {
      readonly scope: Scope;
      readonly limits: Limits;
      readonly expectedRevision: number | null;
    },
    by: string,
  ): Promise<Result<LimitRecord | null, Problem[]>> {
    const { scope, limits, expectedRevision } = input;
    if (!isScope(scope)) {
      return err([invalid(['input', 'scope'], 'A scope is made of texts of 1 to 256 characters')]);
    }
    const missing = await this.#subjects.missing(scope);
    const problems = [
      ...missing.map((each) => notFound(['input', 'scope', each], 'There is no such thing')),
      ...checkLimits(limits, ['input']),
    ];
    if (problems.length > 0) return err(problems);
    const at = this.#clock.now();
    const set = await withTransaction(this.#pool, async (tx) => {
      const key = scopeKey(scope);
      const present = await lockLimit(tx, key);
      if (present?.configured) return err([CONFIGURED]);
      const revision = present?.revision ?? 0;
      if (expectedRevision !== null && expectedRevision !== revision)
        return err([outdated(revision)]);
      const values = toLimitValues(limits);
      if (Object.values(values).every((value) => value === null)) {
        if (present !== null) await removeLimit(tx, present.id);
        return ok({ row: null, id: present?.id });
      }
      if (scope.customer !== undefined)
        await this.#subjects.nameCustomers(tx, [scope.customer], at);
      const row =
        present === null
          ? await insertLimit(tx, {
              ...values,
              id: randomUUIDv7(),
              scope,
              scope_key: key,
              configured: false,
              created_at: at,
              created_by: by,
            })
          : await updateLimit(tx, present.id, { ...values, updated_at: at });
      return row === null ? err([outdated(1)]) : ok({ row, id: row.id });
    });
    if (!set.ok) return set;
    const { row, id } = set.value;
    if (id !== undefined) await this.#rules.refresh([`rate_limit ${id}`]);
    return ok(row && toLimitRecord(row));
  }

  /** In the order of the scopes' canonical text. */
  async list(query: {
    readonly limit: number;
    readonly afterKey: string | null;
  }): Promise<LimitRecord[]> {
    return (await listLimits(this.#pool, query)).map(toLimitRecord);
  }
}

function toLimitRecord(row: LimitRow): LimitRecord {
  const { id, scope, configured, revision } = row;
  return { id, scope, configured, revision, limits: toLimits(row), updatedAt: row.updated_at };
}
