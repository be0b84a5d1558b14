import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Pool } from '../../../src/platform/postgres/index.ts';

export const SECRETS = ['sk-web', 'sk-blocked', 'sk-expired', 'sk-session', 'sk-deleted'] as const;

const SCHEMA = 'litellm';

/** Puts an installation of LiteLLM into a schema of its own. */
export async function createInstallation(pool: Pool): Promise<void> {
  const tables = await readFile(new URL('tables.sql', import.meta.url), 'utf8');
  const rows = await readFile(new URL('rows.sql', import.meta.url), 'utf8');
  const hashed = rows.replaceAll(/\$hash(\d)/g, (_, n: string) => `'${hashOf(n)}'`);
  await pool.query(
    `create schema ${SCHEMA}; set search_path to ${SCHEMA}; ${tables} ${hashed}; set search_path to default`,
  );
}

function hashOf(n: string): string {
  return createHash('sha256')
    .update(SECRETS[Number(n) - 1] ?? '')
    .digest('hex');
}

/** The tables as `pg_dump` writes them: COPY blocks with its escapes. */
export async function dumpInstallation(pool: Pool): Promise<string> {
  const tables = await pool.query<{ name: string; columns: string[]; flags: string[] | null }>(
    `select table_name as name, array_agg(column_name::text order by ordinal_position) as columns,
       array_agg(column_name::text) filter (where data_type = 'boolean') as flags
     from information_schema.columns where table_schema = $1 and table_name like 'LiteLLM%' group by 1`,
    [SCHEMA],
  );
  const blocks: string[] = ['-- PostgreSQL database dump', "SET client_encoding = 'UTF8';"];
  for (const { name, columns, flags } of tables.rows) {
    const text = (column: string) =>
      flags?.includes(column) ? `left("${column}"::text, 1)` : `"${column}"::text`;
    const cells = columns.map((column) => `coalesce(${escaped(text(column))}, '\\N')`);
    const { rows } = await pool.query<{ line: string }>(
      `select ${cells.join(` || E'\\t' || `)} as line from ${SCHEMA}."${name}"`,
    );
    const list = columns.map((column) => (/^[a-z_]+$/.test(column) ? column : `"${column}"`));
    blocks.push(
      `COPY public."${name}" (${list.join(', ')}) FROM stdin;`,
      ...rows.map(({ line }) => line),
      '\\.',
      '',
    );
  }
  return blocks.join('\n');
}

function escaped(text: string): string {
  return [
    ["'\\'", "'\\\\'"],
    ["E'\\t'", "'\\t'"],
    ["E'\\n'", "'\\n'"],
    ["E'\\r'", "'\\r'"],
  ].reduce((inner, [from, to]) => `replace(${inner}, ${from}, ${to})`, text);
}

/** A sum over one of its daily tables, each row in whole pico-dollars, by any of its columns. */
export async function sumsThere(
  pool: Pool,
  table: 'LiteLLM_DailyEndUserSpend' | 'LiteLLM_DailyUserSpend',
  by: string,
): Promise<Sums> {
  return sums(
    pool,
    `select ${by} as key, sum(round(spend::numeric, 12)) as charge, sum(successful_requests + failed_requests) as calls,
       sum(failed_requests) as failed, sum(prompt_tokens) as input, sum(completion_tokens) as output
     from ${SCHEMA}."${table}" group by 1`,
  );
}

/** The same over the totals of every report, by a column of theirs. */
export async function sumsHere(pool: Pool, by: string): Promise<Sums> {
  return sums(
    pool,
    `select ${by} as key, sum(charge) as charge, sum(calls) as calls, sum(failed_calls) as failed,
       sum(input_tokens) as input, sum(output_tokens) as output
     from usage_rollup r join usage_dimension d on d.id = r.dimension_id left join api_key k on k.id = d.api_key_id
     group by 1`,
  );
}

export type Sums = Readonly<Record<string, string>>;

async function sums(pool: Pool, query: string): Promise<Sums> {
  const { rows } = await pool.query<{ key: string | null; sums: string }>(
    `select key, concat_ws(' ', trim_scale(charge), calls, failed, input, output) as sums from (${query}) as s`,
  );
  return Object.fromEntries(rows.map(({ key, sums: text }) => [key ?? '', text]));
}
