import { MOST_PLACES, type ReconciliationCheck } from '../../kernel/index.ts';
import type { Queryable } from './pool.ts';

/** Two ways to the same sums, as SQL. */
export interface Comparison {
  /** What the two sides are: `events = rollups`. */
  readonly name: string;
  readonly measures: readonly string[];
  /**
   * A query of numbers `left_‹measure›` and `right_‹measure›` with the text `"where"` that they belong to. Rows
   * of one place are added up, so each side may come in rows of its own.
   */
  readonly sides: string;
}

/** One check for each measure, in order. */
export async function readChecks(
  tx: Queryable,
  { name, measures, sides }: Comparison,
): Promise<ReconciliationCheck[]> {
  const { rows } = await tx.query<Omit<ReconciliationCheck, 'name' | 'ok'>>(
    statementOf(measures, sides),
  );
  return rows.map((row) => ({ name, ...row, ok: row.differing === 0 }));
}

function statementOf(measures: readonly string[], sides: string): string {
  const columns = measures.flatMap((measure) => [`left_${measure}`, `right_${measure}`]);
  const unpivoted = measures.map(
    (measure, i) => `(${i}, '${measure}', left_${measure}, right_${measure})`,
  );
  const byMeasure = `lateral (values ${unpivoted.join(', ')}) as m (position, measure, "left", "right")`;
  const text = (sql: string) => `trim_scale(${sql})::text`;
  return `
with place as materialized (
  select "where", ${columns.map((column) => `sum(${column})::numeric as ${column}`).join(', ')}
  from (${sides}) as sides group by "where"
), total as (
  select ${columns.map((column) => `coalesce(sum(${column}), 0) as ${column}`).join(', ')} from place
), differing as (
  select m.*, "where", count(*) over (partition by position)::integer as parts,
    row_number() over (partition by position order by abs("left" - "right") desc, "where") as rank
  from place cross join ${byMeasure} where "left" <> "right"
), told as (
  select position, parts, jsonb_agg(jsonb_build_object('where', "where", 'left', ${text('"left"')},
    'right', ${text('"right"')}, 'difference', ${text('"left" - "right"')}) order by rank) as places
  from differing where rank <= ${MOST_PLACES} group by position, parts
)
select measure, ${text('"left"')} as "left", ${text('"right"')} as "right",
  ${text('"left" - "right"')} as difference, coalesce(parts, 0) as differing, coalesce(places, '[]') as places
from total cross join ${byMeasure} left join told using (position)
order by position`;
}
