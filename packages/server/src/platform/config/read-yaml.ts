import { type Document, parseDocument } from 'yaml';

type Tree = Readonly<Record<string, unknown>>;

/**
 * Reads YAML with every scalar as the text that was written (1.5e-07 never becomes a float), takes out
 * what is empty, and replaces `os.environ/NAME` by its value, as LiteLLM's files have it.
 */
export function readYaml(yaml: string, env: NodeJS.ProcessEnv, problems: string[]): Tree | null {
  const document = parseDocument(yaml, { schema: 'failsafe', merge: true });
  if (document.errors.length > 0) {
    problems.push(
      ...document.errors.map((error) => (error.message.split('\n')[0] as string).replace(/:$/, '')),
    );
    return null;
  }
  const tree = resolve(toJs(document, problems) ?? {}, '', { env, problems });
  if (typeof tree === 'object' && tree !== null && !Array.isArray(tree)) return tree as Tree;
  problems.push('the file: must have sections, such as model_list');
  return null;
}

/** A document without errors may still have an alias of nothing. */
function toJs(document: Document.Parsed, problems: string[]): unknown {
  try {
    return document.toJS();
  } catch (fault) {
    problems.push((fault as Error).message);
    return null;
  }
}

interface Context {
  readonly env: NodeJS.ProcessEnv;
  readonly problems: string[];
}

function resolve(value: unknown, path: string, context: Context): unknown {
  if (typeof value === 'string') return resolveText(value, path, context);
  if (Array.isArray(value)) {
    return value.map((each, index) => resolve(each, `${path}[${index}]`, context));
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(value).map(([key, inner]) => {
    return [key, resolve(inner, path === '' ? key : `${path}.${key}`, context)] as const;
  });
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}

/** `key:`, `key: null` and `key: ~` mean "not set". */
const NULL = /^(|~|null|Null|NULL)$/;

function resolveText(text: string, path: string, { env, problems }: Context): string | undefined {
  if (NULL.test(text)) return undefined;
  const name = /^os\.environ\/(.+)$/.exec(text)?.[1];
  if (name === undefined) return text;
  const value = env[name];
  if (value !== undefined && value !== '') return value;
  problems.push(`${path}: the environment variable ${name} is not set`);
  return undefined;
}
