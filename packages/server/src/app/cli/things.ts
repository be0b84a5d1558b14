import type { Command } from 'commander';
import type { Row } from './print.ts';
import type { Remote } from './remote.ts';
import { only, openSession, pages, readLimit, talksToServer } from './session.ts';

export const ERRORS = 'userErrors { path code message }';

/** What is listed, found and changed alike: keys, teams, users. */
export interface Things<Node extends { readonly id: string }> {
  /** As a person says it, in the singular. */
  readonly noun: string;
  /** The field of one of them; the list has an s behind it, as payloads have not. */
  readonly field: string;
  /** What is asked of each. */
  readonly selection: string;
  /** The query of a list; takes `first`, `after` and what `search` gives. */
  readonly list: string;
  readonly search: (text: string | null) => Readonly<Record<string, unknown>>;
  readonly isCalled: (node: Node, text: string) => boolean;
  /** One of many. */
  readonly toRow: (node: Node) => Row;
  /** One by itself. */
  readonly toFacts: (node: Node) => Row;
}

/** A command, the mutation of an id that does it, and what it does. */
export type Change = readonly [command: string, mutation: string, words: string];

/** The one that has this id or is called so. */
export async function find<Node extends { readonly id: string }>(
  remote: Remote,
  { noun, field, selection, list, search, isCalled }: Things<Node>,
  text: string,
): Promise<Node> {
  const one = `query ($id: ID!) { one: ${field}(id: $id) { ${selection} } }`;
  const data = await remote.ask<{ one: Node | null }>(one, { id: text });
  if (data.one !== null) return data.one;
  const variables = search(text);
  const found = await pages<Node>(remote, list, { field: `${field}s`, limit: 100, variables });
  const called = found.filter((node) => isCalled(node, text));
  return only(called, noun, text);
}

/** `list`, with a search. */
export function addListCommand<Node extends { readonly id: string }>(
  parent: Command,
  { noun, field, list, search, toRow }: Things<Node>,
  { searched }: { searched: string },
): void {
  talksToServer(parent.command('list'))
    .description(`List ${noun}s, newest first.`)
    .option('--search <text>', searched)
    .option('--limit <rows>', 'at most so many', '50')
    .action(async (options) => {
      const session = openSession(options);
      const asked = {
        field: `${field}s`,
        limit: readLimit(options.limit),
        variables: search(options.search ?? null),
      };
      session.list(await pages<Node>(session.remote, list, asked), toRow, `No ${noun}s`);
    });
}

/** A command for each change that needs to know which one, and nothing else. */
export function addChangeCommands<Node extends { readonly id: string }>(
  parent: Command,
  things: Things<Node>,
  changes: readonly Change[],
): void {
  const { noun, field, selection, toFacts } = things;
  for (const [command, mutation, words] of changes) {
    talksToServer(parent.command(command))
      .description(words)
      .argument(`<${noun}>`, 'its name or id')
      .action(async (text, options) => {
        const { remote, show } = openSession(options);
        const { id } = await find(remote, things, text);
        const { changed } = await remote.ask<{ changed: Readonly<Record<string, Node>> }>(
          `mutation ($id: ID!) { changed: ${mutation}(id: $id) { ${field} { ${selection} } ${ERRORS} } }`,
          { id },
        );
        const node = changed[field];
        if (node !== undefined) show(node, toFacts);
      });
  }
}
