import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import type { Principal } from '../access/index.ts';
import type { GraphqlContext } from './context.ts';
import { fieldsOf } from './enforce.ts';
import { isPublic } from './errors.ts';
import type { Nodes } from './node.ts';
import { permissionOf } from './permit.ts';
import { redact } from './redact.ts';

/** A mutation about to run. Nothing in it is secret. */
export interface AuditedCall {
  readonly requestId: string;
  readonly actor: Pick<Principal, 'id' | 'name'> & { readonly kind: Principal['kind'] | 'nobody' };
  readonly address: string;
  readonly userAgent: string | null;
  readonly operation: string;
  /** The opaque id of what it is about, where its arguments name one. */
  readonly targetId: string | null;
  readonly arguments: unknown;
  /** The target as it was. */
  readonly before: unknown;
}

export interface AuditedOutcome {
  readonly status: 'done' | 'failed' | 'refused';
  /** Of what was made or changed. */
  readonly targetId: string | null;
  readonly after: unknown;
  readonly problems: readonly unknown[];
}

/** Where it is written down who did what. */
export interface AuditTrail {
  /** Must be kept before the mutation runs. */
  begin(call: AuditedCall): Promise<string>;
  end(id: string, outcome: AuditedOutcome): Promise<void>;
}

/** As long as an e-mail address can be. */
const LONGEST_NAME = 320;

type Resolver = GraphQLFieldResolver<unknown, GraphqlContext>;

/**
 * Puts an entry in front of every mutation of the schema and its outcome behind it: no mutation can
 * forget, and none runs when its entry cannot be kept. Strangers who may do nothing leave no entry.
 */
export function auditMutations(
  schema: GraphQLSchema,
  { trail, nodes }: { trail: AuditTrail; nodes: Nodes },
): GraphQLSchema {
  for (const { type, field } of fieldsOf(schema)) {
    if (type !== schema.getMutationType()) continue;
    const resolve: Resolver = field.resolve ?? defaultFieldResolver;
    const isOpen = permissionOf(type, field) === 'PUBLIC';
    field.resolve = async (source, args, context, info) => {
      const run = async (): Promise<unknown> => resolve(source, args, context, info);
      if (context.authentication.principal === null && !isOpen) return run();
      const targetId = targetOf(args);
      const id = await trail.begin({
        ...callerOf(context, args),
        operation: field.name,
        targetId,
        arguments: redact(args),
        before: redact(targetId === null ? null : await find(nodes, targetId)),
      });
      return finish(trail, id, run);
    };
  }
  return schema;
}

async function finish(
  trail: AuditTrail,
  id: string,
  run: () => Promise<unknown>,
): Promise<unknown> {
  try {
    const payload = await run();
    await trail.end(id, outcomeOf(payload));
    return payload;
  } catch (error) {
    await trail.end(id, failureOf(error));
    throw error;
  }
}

function callerOf(
  { authentication, requestId, clientAddress, userAgent }: GraphqlContext,
  args: Record<string, unknown>,
) {
  const { principal } = authentication;
  const actor =
    principal === null
      ? ({ kind: 'nobody', id: null, name: claimedName(args) } as const)
      : { kind: principal.kind, id: principal.id, name: principal.email ?? principal.name };
  return { requestId, actor, address: clientAddress, userAgent };
}

/** Who somebody not signed in says they are: a login names them. */
function claimedName({ input }: Record<string, unknown>): string {
  const { email } = (input ?? {}) as { email?: unknown };
  return typeof email === 'string' ? email.slice(0, LONGEST_NAME) : '';
}

/** `id`, or the first argument that is called the id of something. */
function targetOf(args: Record<string, unknown>): string | null {
  const own = args['id'] ?? Object.entries(args).find(([name]) => /Id$/.test(name))?.[1];
  return typeof own === 'string' ? own : null;
}

async function find(nodes: Nodes, id: string): Promise<object | null> {
  const found = nodes.sourceOf(id);
  return found === null ? null : found.source.find(found.key, 'ALL');
}

function outcomeOf(payload: unknown): AuditedOutcome {
  const { userErrors = [], ...rest } = (payload ?? {}) as { userErrors?: readonly unknown[] };
  const after = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  const refused = userErrors.length > 0;
  return {
    status: refused ? 'refused' : 'done',
    targetId:
      Object.values(after)
        .map(idOf)
        .find((id) => id !== null) ?? null,
    after: refused ? null : redact(after),
    problems: userErrors.map((each) => redact(each)),
  };
}

function idOf(value: unknown): string | null {
  const { id } = (typeof value === 'object' && value !== null ? value : {}) as { id?: unknown };
  return typeof id === 'string' ? id : null;
}

/** What was written for the caller is told; faults of ours are in the log under the request's id. */
function failureOf(error: unknown): AuditedOutcome {
  const { message, extensions } = error as Error & { extensions?: { code?: unknown } };
  const isRefusal = extensions !== undefined && isPublic({ extensions });
  const problem = isRefusal ? { message, code: extensions.code } : { code: 'INTERNAL' };
  return {
    status: isRefusal ? 'refused' : 'failed',
    targetId: null,
    after: null,
    problems: [problem],
  };
}
