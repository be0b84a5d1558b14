import type { FastifyRequest } from 'fastify';
import {
  type ExecutionArgs,
  type FormattedExecutionResult,
  GraphQLError,
  getOperationAST,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { makeHandler } from 'graphql-ws/use/@fastify/websocket';
import type { GraphqlContext } from './context.ts';
import { badUserInput, faultError, isPublic, onlyPersisted, tooComplex } from './errors.ts';
import { costOf, LIMIT_RULES, MAX_TOKENS, type OperationCost } from './limits.ts';
import type { GraphqlServerOptions } from './options.ts';
import { mayRun, readOperation } from './persisted.ts';
import { createContext, newRequestId } from './request-context.ts';
import { sharingAnswers } from './shared-answers.ts';

const MAX_SUBSCRIPTIONS_PER_SOCKET = 20;
const CONTINUE = true;
const REFUSE = false;

/** Subscriptions only: a mutation over a socket would miss the checks that a POST passes. */
export function createWebsocketHandler(options: GraphqlServerOptions) {
  const costs: Costs = new WeakMap();
  return makeHandler({
    subscribe: sharingAnswers(),
    onConnect: ({ extra }) => (isSameOrigin(extra.request) ? CONTINUE : REFUSE),
    onSubscribe: ({ extra, subscriptions, connectionParams }, _id, payload) =>
      Object.keys(subscriptions).length > MAX_SUBSCRIPTIONS_PER_SOCKET
        ? [tooComplex('Too many subscriptions on one connection')]
        : open(options, extra.request, { payload, connectionParams, costs }),
    onNext: (_context, _id, _payload, args, result) =>
      ({
        ...result,
        ...(result.errors ? { errors: result.errors.map((e) => conceal(options, e)) } : {}),
        extensions: { ...result.extensions, cost: costs.get(args) },
      }) as FormattedExecutionResult,
    onError: (_context, _id, _payload, errors) => errors.map((error) => conceal(options, error)),
  });
}

/** What each open subscription cost. */
type Costs = WeakMap<ExecutionArgs, OperationCost>;

/** Browsers send Origin and let any page open a socket; other clients send none. */
function isSameOrigin({ headers }: FastifyRequest): boolean {
  if (headers.origin === undefined) return true;
  return URL.parse(headers.origin)?.host === headers.host;
}

/** Everything that can go wrong is answered: a throw would close the socket and tell why. */
async function open(
  options: GraphqlServerOptions,
  request: FastifyRequest,
  {
    payload,
    connectionParams,
    costs,
  }: { payload: SubscribePayload; connectionParams: unknown; costs: Costs },
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  try {
    const authorization = readAuthorization(connectionParams);
    const context = await createContext(options, request, { authorization });
    const prepared = prepare(options, payload, context);
    if (!('args' in prepared)) return prepared;
    costs.set(prepared.args, prepared.cost);
    return prepared.args;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    const requestId = newRequestId();
    options.onInternalError(error, { requestId });
    return [faultError(error, { requestId })];
  }
}

function readAuthorization(connectionParams: unknown): string | undefined {
  const { authorization } = (connectionParams ?? {}) as { authorization?: unknown };
  return typeof authorization === 'string' ? authorization : undefined;
}

function prepare(
  { schema, persisted }: GraphqlServerOptions,
  payload: SubscribePayload,
  contextValue: GraphqlContext,
): { args: ExecutionArgs; cost: OperationCost } | readonly GraphQLError[] {
  const { variables, operationName } = payload;
  const { query, sha256 } = readOperation(persisted, payload);
  const document = parse(query, { maxTokens: MAX_TOKENS });
  const errors = validate(schema, document, [...specifiedRules, ...LIMIT_RULES]);
  if (errors.length > 0) return errors;
  if (!mayRun(persisted, sha256, contextValue)) return [onlyPersisted()];
  if (getOperationAST(document, operationName)?.operation !== 'subscription') {
    return [badUserInput('Only subscriptions are answered here; send the rest by POST')];
  }
  const cost = costOf({ schema, document, operationName, variables });
  const args = {
    schema,
    document,
    variableValues: variables ?? null,
    operationName: operationName ?? null,
    contextValue,
  };
  return { args, cost };
}

/** Errors without a cause come from parsing and validation: the caller's own doing. */
function conceal({ onInternalError }: GraphqlServerOptions, error: GraphQLError) {
  if (isPublic(error) || error.originalError === undefined) return error.toJSON();
  const requestId = newRequestId();
  onInternalError(error.originalError, { requestId });
  return faultError(error.originalError, { requestId, error }).toJSON();
}
