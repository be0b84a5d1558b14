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
import { badUserInput, faultError, isPublic, tooComplex } from './errors.ts';
import { costOf, LIMIT_RULES, MAX_TOKENS } from './limits.ts';
import type { GraphqlServerOptions } from './options.ts';
import { createContext, newRequestId } from './request-context.ts';

const MAX_SUBSCRIPTIONS_PER_SOCKET = 20;
const CONTINUE = true;
const REFUSE = false;

/** Subscriptions only: a mutation over a socket would miss the checks that a POST passes. */
export function createWebsocketHandler(options: GraphqlServerOptions) {
  return makeHandler({
    onConnect: ({ extra }) => (isSameOrigin(extra.request) ? CONTINUE : REFUSE),
    onSubscribe: ({ extra, subscriptions, connectionParams }, _id, payload) =>
      Object.keys(subscriptions).length > MAX_SUBSCRIPTIONS_PER_SOCKET
        ? [tooComplex('Too many subscriptions on one connection')]
        : open(options, extra.request, { payload, connectionParams }),
    onNext: (_context, _id, _payload, _args, result) =>
      ({
        ...result,
        ...(result.errors ? { errors: result.errors.map((e) => conceal(options, e)) } : {}),
      }) as FormattedExecutionResult,
    onError: (_context, _id, _payload, errors) => errors.map((error) => conceal(options, error)),
  });
}

/** Browsers send Origin and let any page open a socket; other clients send none. */
function isSameOrigin({ headers }: FastifyRequest): boolean {
  if (headers.origin === undefined) return true;
  return URL.parse(headers.origin)?.host === headers.host;
}

/** Everything that can go wrong is answered: a throw would close the socket and tell why. */
async function open(
  options: GraphqlServerOptions,
  request: FastifyRequest,
  { payload, connectionParams }: { payload: SubscribePayload; connectionParams: unknown },
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  try {
    const prepared = prepare(options, payload);
    if (!('document' in prepared)) return prepared;
    const authorization = readAuthorization(connectionParams);
    return { ...prepared, contextValue: await createContext(options, request, { authorization }) };
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
  { schema }: GraphqlServerOptions,
  { query, variables, operationName }: SubscribePayload,
): ExecutionArgs | readonly GraphQLError[] {
  const document = parse(query, { maxTokens: MAX_TOKENS });
  const errors = validate(schema, document, [...specifiedRules, ...LIMIT_RULES]);
  if (errors.length > 0) return errors;
  if (getOperationAST(document, operationName)?.operation !== 'subscription') {
    return [badUserInput('Only subscriptions are answered here; send the rest by POST')];
  }
  costOf({ schema, document, operationName, variables });
  return {
    schema,
    document,
    variableValues: variables ?? null,
    operationName: operationName ?? null,
  };
}

/** Errors without a cause come from parsing and validation: the caller's own doing. */
function conceal({ onInternalError }: GraphqlServerOptions, error: GraphQLError) {
  if (isPublic(error) || error.originalError === undefined) return error.toJSON();
  const requestId = newRequestId();
  onInternalError(error.originalError, { requestId });
  return faultError(error.originalError, { requestId, error }).toJSON();
}
