import type { GraphqlContext } from '../../platform/graphql/index.ts';
import type { Queryable } from '../../platform/postgres/index.ts';
import { type Reporting, rangeText, type UsageQuery } from '../index.ts';

interface Part {
  readonly id: string;
  readonly read: (db: Queryable) => Promise<unknown>;
}

/** What one operation asks of its reports is read together, from one snapshot. */
export class UsageParts {
  readonly #reporting: Reporting;
  readonly #readAll = (parts: readonly Part[]) =>
    this.#reporting.snapshot(async (db) => {
      const results: unknown[] = [];
      for (const part of parts) results.push(await part.read(db));
      return results;
    });

  constructor(reporting: Reporting) {
    this.#reporting = reporting;
  }

  /** `what` and the query tell whether two fields ask for the same. */
  read<T>(
    { loaders }: GraphqlContext,
    { what, query }: { what: string; query: UsageQuery },
    read: (db: Queryable) => Promise<T>,
  ): Promise<T> {
    const part: Part = { id: `${what} ${textOf(query)}`, read };
    return loaders.load(this.#readAll, part, ({ id }) => id) as Promise<T>;
  }
}

function textOf({ range, previous, buckets, groupBy, filter }: UsageQuery): string {
  const ranges = [rangeText(range), rangeText(previous?.range ?? null), range.timeZone];
  return JSON.stringify([...ranges, buckets.granularity, groupBy, filter]);
}
