import type { Command } from 'commander';
import { assert, OperatorError } from '../../kernel/index.ts';
import { facts, print, printJson, type Row, table } from './print.ts';
import { Remote } from './remote.ts';

/** What a command that talks to a server is given. */
export interface Session {
  readonly remote: Remote;
  /** Prints what was found: as JSON when that was asked for, else as a table. */
  list<Node>(nodes: readonly Node[], toRow: (node: Node) => Row, none: string): void;
  /** Prints one thing. */
  show<Node>(node: Node, toRow: (node: Node) => Row): void;
}

interface ServerOptions {
  readonly url?: string;
  readonly json?: true;
}

/** Options that every such command has. */
export function talksToServer(command: Command): Command {
  return command
    .option('--url <url>', 'the server (TOLLGATE_URL), by default http://127.0.0.1:4000')
    .option('--json', 'print JSON');
}

/** The token comes from the environment only: what is written in a command can be seen by others. */
export function openSession(options: ServerOptions): Session {
  const { TOLLGATE_URL, TOLLGATE_TOKEN, TOLLGATE_MASTER_KEY } = process.env;
  const token = TOLLGATE_TOKEN || TOLLGATE_MASTER_KEY;
  if (!token) {
    throw new OperatorError(
      'Set TOLLGATE_TOKEN to an API token (Settings, API tokens), or TOLLGATE_MASTER_KEY to the master key.',
    );
  }
  const remote = new Remote(options.url ?? (TOLLGATE_URL || 'http://127.0.0.1:4000'), token);
  return {
    remote,
    list: (nodes, toRow, none) => {
      if (options.json) printJson(nodes);
      else print(table(nodes.map(toRow), none));
    },
    show: (node, toRow) => {
      if (options.json) printJson(node);
      else print(facts(toRow(node)));
    },
  };
}

const LARGEST_PAGE = 50;

export interface Connection<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** The first `limit` nodes of a connection, page by page. `query` takes `first` and `after`. */
export async function pages<Node>(
  remote: Remote,
  query: string,
  {
    field,
    limit,
    variables = {},
  }: { field: string; limit: number; variables?: Readonly<Record<string, unknown>> },
): Promise<Node[]> {
  const nodes: Node[] = [];
  let after: string | null = null;
  while (nodes.length < limit) {
    const first = Math.min(LARGEST_PAGE, limit - nodes.length);
    const asked = { ...variables, first, after };
    const data: Readonly<Record<string, Connection<Node>>> = await remote.ask(query, asked);
    const page = data[field];
    assert(page !== undefined, `the query has no ${field}`);
    nodes.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) break;
    after = page.pageInfo.endCursor;
  }
  return nodes;
}

/** The one thing that is called so, by its id or its name. */
export function only<Node extends { readonly id: string }>(
  nodes: readonly Node[],
  what: string,
  text: string,
): Node {
  const [node, ...others] = nodes;
  if (node === undefined) throw new OperatorError(`There is no ${what} "${text}"`);
  if (others.length === 0) return node;
  const ids = nodes.map(({ id }) => `  ${id}`).join('\n');
  throw new OperatorError(`Several are called "${text}"; name one by its id:\n${ids}`);
}

export function readLimit(text: string, option = '--limit'): number {
  const limit = Number(text);
  if (Number.isSafeInteger(limit) && limit > 0) return limit;
  throw new OperatorError(`${option}: "${text}" is not a number of rows`);
}

export function readList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
