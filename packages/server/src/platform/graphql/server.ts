import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import fastifyApollo from '@as-integrations/fastify';
import fastifyWebsocket from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema, validate } from 'graphql';
import type { GraphqlContext } from './context.ts';
import { faultError, onlyPersisted } from './errors.ts';
import { costOf, LIMIT_RULES, MAX_TOKENS, type OperationCost } from './limits.ts';
import type { GraphqlServerOptions } from './options.ts';
import { mayRun, readOnlyCache } from './persisted.ts';
import { createContext, newRequestId } from './request-context.ts';
import { createWebsocketHandler } from './websocket.ts';

const PATH = '/graphql';
const MAX_MESSAGE_BYTES = 256 * 1024;

/** Serves the schema at `/graphql`: queries and mutations over POST, subscriptions over WebSocket. */
export function createGraphqlPlugin(
  options: GraphqlServerOptions,
): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const apollo = createApollo(options);
    await apollo.start();
    app.addHook('onClose', () => apollo.stop());
    await app.register(fastifyWebsocket, { options: { maxPayload: MAX_MESSAGE_BYTES } });
    await app.register(async (scope) => {
      scope.get(PATH, { websocket: true }, createWebsocketHandler(options));
    });
    await app.register(fastifyApollo(apollo), {
      path: PATH,
      method: ['POST', 'OPTIONS'],
      context: (request, reply) => createContext(options, request, { reply }),
    });
  };
}

function createApollo(options: GraphqlServerOptions): ApolloServer<GraphqlContext> {
  return new ApolloServer<GraphqlContext>({
    schema: options.schema,
    introspection: options.introspection ?? true,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: { cache: readOnlyCache(options.persisted?.operations ?? new Map()) },
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      persistedPlugin(options),
      limitPlugin(options.schema),
    ],
    formatError: (formatted, error) => concealed(options, formatted, error),
  });
}

/** Refuses whatever is not the dashboard's own to who may ask for nothing else. */
function persistedPlugin({ persisted }: GraphqlServerOptions): ApolloServerPlugin<GraphqlContext> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ queryHash = '', contextValue }) => {
        if (!mayRun(persisted, queryHash, contextValue)) throw withStatus(onlyPersisted());
      },
    }),
  };
}

/** Refuses what goes beyond the limits, and tells what the rest cost, in `extensions.cost`. */
function limitPlugin(schema: GraphQLSchema): ApolloServerPlugin<GraphqlContext> {
  return {
    requestDidStart: async () => {
      let cost: OperationCost | null = null;
      return {
        didResolveOperation: async ({ document, operationName, request: { variables } }) => {
          // Not among Apollo's own rules: it puts another code on whatever those report.
          const [excess] = validate(schema, document, LIMIT_RULES);
          if (excess !== undefined) throw withStatus(excess);
          try {
            cost = costOf({ schema, document, operationName, variables });
          } catch (error) {
            throw error instanceof GraphQLError ? withStatus(error) : error;
          }
        },
        willSendResponse: async ({ response: { body } }) => {
          if (cost === null || body.kind !== 'single') return;
          body.singleResult.extensions = { ...body.singleResult.extensions, cost };
        },
      };
    },
  };
}

/** Refused before it ran, by the caller's own doing; Apollo takes it for a fault of the server. */
function withStatus({ message, nodes, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    extensions: { ...extensions, http: { status: 400 } },
  });
}

/** Apollo marks whatever was not raised for the caller; that goes to the log instead. */
function concealed(
  { onInternalError }: GraphqlServerOptions,
  formatted: GraphQLFormattedError,
  error: unknown,
): GraphQLFormattedError {
  if (formatted.extensions?.['code'] !== 'INTERNAL_SERVER_ERROR') return formatted;
  const requestId = newRequestId();
  const fault = unwrapResolverError(error);
  onInternalError(fault, { requestId });
  const { message, extensions } = faultError(fault, { requestId });
  return { ...formatted, message, extensions };
}
