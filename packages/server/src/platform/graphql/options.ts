import type { GraphQLSchema } from 'graphql';
import type { Authentication } from '../access/index.ts';
import type { PersistedOperations } from './persisted.ts';

/** What a caller may show to say who they are. */
export interface Credentials {
  readonly authorization: string | undefined;
  readonly sessionToken: string | undefined;
}

export interface GraphqlServerOptions {
  readonly schema: GraphQLSchema;
  readonly resolvers: readonly object[];
  readonly authenticate: (credentials: Credentials) => Promise<Authentication>;
  readonly sessionCookie: string;
  /** Cookies are marked Secure: the dashboard is reached over https. */
  readonly secureCookies: boolean;
  /** Whether the schema may be asked for; it may without a word. */
  readonly introspection?: boolean;
  /** What may be asked for by hash alone; nothing without a word. */
  readonly persisted?: PersistedOperations;
  readonly onInternalError: (error: unknown, facts: { requestId: string }) => void;
}
