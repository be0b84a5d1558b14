import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DefinitionNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  visit,
} from 'graphql';
import type { Plugin } from 'vite';

const NAME = 'virtual:operations';
const RESOLVED = `\0${NAME}`;
const MANIFEST = 'operations.json';
const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
const DOCUMENT = /\bgraphql\(\s*`([^`]*)`/g;

/**
 * Writes down at the build what the pages ask the server: `operations.json` has the text of each
 * operation under its SHA-256, and `virtual:operations` tells the page the hash for each name. While
 * the page is being worked on there is none, and operations are sent as they stand.
 */
export function operationsPlugin(sources: string): Plugin {
  let texts: ReadonlyMap<string, string> = new Map();
  return {
    name: 'tollgate-operations',
    configResolved({ command }) {
      if (command === 'build') texts = operationsIn(sources);
    },
    resolveId: (id) => (id === NAME ? RESOLVED : null),
    load(id) {
      if (id !== RESOLVED) return null;
      const hashes = [...texts].map(([name, text]) => [name, sha256(text)]);
      return `export default ${JSON.stringify(Object.fromEntries(hashes))}`;
    },
    generateBundle() {
      const manifest = [...texts.values()].map((text) => [sha256(text), text]);
      const source = JSON.stringify(Object.fromEntries(manifest), null, 2);
      this.emitFile({ type: 'asset', fileName: MANIFEST, source });
    },
  };
}

/** The operations in the files of a folder, each with its fragments, as the client would send it. */
export function operationsIn(folder: string): Map<string, string> {
  const operations = new Map<string, OperationDefinitionNode>();
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitionsIn(folder)) {
    const name = nameOf(definition);
    if (operations.has(name) || fragments.has(name)) throw new Error(`Two documents are ${name}`);
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.set(name, definition);
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(name, definition);
  }
  const texts = [...operations].map(([name, operation]): [string, string] => {
    const definitions = [operation, ...fragmentsOf(operation, fragments).values()];
    return [name, definitions.map((each) => print(withTypenames(each))).join('\n\n')];
  });
  return new Map(texts.sort());
}

/** As urql adds them, to know what an answer is about. */
function withTypenames(definition: DefinitionNode): DefinitionNode {
  return visit(definition, {
    leave(node, _key, parent) {
      const isRoot = parent && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION;
      if (node.kind !== Kind.SELECTION_SET || isRoot) return undefined;
      return { ...node, selections: [...node.selections, TYPENAME] };
    },
  });
}

function definitionsIn(folder: string): DefinitionNode[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(?<!\.test)\.tsx?$/.test(path))
    .flatMap((path) => [...readFileSync(join(folder, path), 'utf8').matchAll(DOCUMENT)])
    .flatMap(([, text = '']) => parse(text, { noLocation: true }).definitions);
}

function nameOf(definition: DefinitionNode): string {
  const name = 'name' in definition ? definition.name?.value : undefined;
  if (name === undefined) throw new Error('An operation without a name cannot be asked by hash');
  return name;
}

/** Those that an operation spreads, and those that they spread. */
function fragmentsOf(
  node: DefinitionNode,
  all: ReadonlyMap<string, FragmentDefinitionNode>,
  found = new Map<string, FragmentDefinitionNode>(),
): Map<string, FragmentDefinitionNode> {
  visit(node, {
    enter(each) {
      if (each.kind !== Kind.FRAGMENT_SPREAD) return;
      const name = each.name.value;
      if (found.has(name)) return;
      const fragment = all.get(name);
      if (fragment === undefined) throw new Error(`There is no fragment ${name}`);
      // The directive is for the types of the page; the server does not know it.
      found.set(name, { ...fragment, directives: [] });
      fragmentsOf(fragment, all, found);
    },
  });
  return found;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
