import type { Secret } from '../../kernel/index.ts';
import type { DeploymentTimeouts } from './deployment-timeouts.ts';

/** How Amazon's services are signed in to. */
export interface AwsCredentials {
  readonly region: string | null;
  readonly accessKeyId: string | null;
  readonly secretAccessKey: Secret | null;
  readonly sessionToken: Secret | null;
}

/** What an upstream is reached with. */
export interface UpstreamAccess {
  readonly apiKey: Secret | null;
  readonly apiBase: string | null;
  /** Null where the provider is not Amazon's. */
  readonly aws: AwsCredentials | null;
}

/** In place of a provider: whichever the call names. */
export const ANY_PROVIDER = '*';

/** One upstream that answers to a model name, or to all that a pattern such as `openai/*` takes in. */
export interface DeploymentConfig extends UpstreamAccess {
  /** Names it for good: across restarts, and wherever in the file it stands. */
  readonly id: string;
  /** Where in the file it stands, for messages: `model_list[2]`. */
  readonly path: string;
  readonly modelName: string;
  readonly provider: string;
  readonly upstreamModel: string;
  readonly apiVersion: string | null;
  /** Of the provider that a call names; null where it is always the same one. */
  readonly accessTo: ((provider: string) => UpstreamAccess) | null;
  /** The catalogue's name for the model, when the deployment's own name is a private one. */
  readonly baseModel: string | null;
  /** `model_info` and `litellm_params` entries with their text, for whoever knows which are prices. */
  readonly settings: Readonly<Record<string, string>>;
  readonly timeouts: DeploymentTimeouts;
  /** How often it is checked; 0: never; null: as the others. */
  readonly healthCheckMs: number | null;
  /** Carried by every attempt at it. */
  readonly tags: readonly string[];
  readonly unpriced: 'refuse' | 'flag' | 'fallback';
  /** Its own, before the one of all: what calls cost under the policy `fallback`. */
  readonly fallbackPrice: Readonly<Record<string, string>> | null;
  /** Share of the load among deployments of one name, above 0. */
  readonly weight: number;
  /** Lower is tried first. */
  readonly order: number;
}

/** How calls are put down. Header names are in lower case. */
export interface AttributionConfig {
  /** Headers that name the customer beside Tollgate's own. */
  readonly customerHeaders: readonly string[];
  /** A call that names no customer is refused. */
  readonly requiresCustomer: boolean;
  /** Callers may tag their calls; else such a call is refused. */
  readonly takesTags: boolean;
  /** Headers whose values become tags, `name:value`. */
  readonly tagHeaders: readonly string[];
  /** The caller's program becomes a tag, `user-agent:name`. */
  readonly tagsUserAgent: boolean;
}

/** How a call finds its deployment, and what happens when that gives no answer. */
export interface RoutingConfig {
  readonly strategy: 'shuffle' | 'least-busy' | 'cheapest';
  readonly retries: number;
  readonly allowedFailures: number;
  readonly coolDownMs: number;
  readonly fallbacks: Readonly<Record<string, readonly string[]>>;
  readonly contextWindowFallbacks: Readonly<Record<string, readonly string[]>>;
  /** Where calls go that a budget does not let go where they would. */
  readonly budgetFallbacks: Readonly<Record<string, readonly string[]>>;
}

/** A hard budget that the file sets. */
export interface BudgetConfig {
  /** What of the calls counts; nothing named is all of them. */
  readonly scope: { readonly provider?: string; readonly tag?: string };
  /** US dollars. */
  readonly limit: string;
  /** Null is for ever. */
  readonly period: string | null;
  /** Where the file says so, for who is told of a mistake. */
  readonly setting: string;
}

/** What the file says may be spent. Texts are judged by `budgets`. */
export interface BudgetsConfig {
  readonly budgets: readonly BudgetConfig[];
  /** Name of the tier of customers that have none. */
  readonly defaultTier: string | null;
  /** Per cent; for budgets that are set without thresholds. Empty: no wish. */
  readonly thresholds: readonly string[];
  /** Of all calls together. */
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
}

/** An OpenID provider. */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Secret | null;
  /** As the button calls it. */
  readonly name: string;
  /** In lower case: whoever has a verified address there is taken in as a member. */
  readonly domains: readonly string[];
}

/** Everything that is set from outside, read once and never changed. */
export interface Config {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** How callers reach this server; null derives it from host and port. */
  readonly publicUrl: string | null;
  readonly dataDirectory: string;
  /** Null starts the embedded PostgreSQL. */
  readonly databaseUrl: Secret | null;
  readonly masterKey: Secret | null;
  /** Those that seal secrets at rest, separated by commas, the present one first; null: the data folder's. */
  readonly encryptionKey: Secret | null;
  readonly adminLogin: string;
  readonly adminPassword: Secret | null;
  /** Where people sign in beside passwords. */
  readonly oidc: OidcConfig | null;
  readonly logLevel: string;
  /** IANA name: whose midnight starts a day in reports. */
  readonly reportingTimeZone: string;
  readonly maxRequestBytes: number;
  readonly attribution: AttributionConfig;
  /** Whether GraphQL tells its schema to whoever asks. */
  readonly introspection: boolean;
  /** Whether sessions may ask GraphQL for what the dashboard asks, and for nothing else. */
  readonly dashboardOperationsOnly: boolean;
  readonly journal: { readonly durability: 'process' | 'fsync'; readonly maxBytes: number };
  readonly upstream: {
    readonly connectTimeoutMs: number;
    /** Longest wait for the head of an answer. */
    readonly firstByteTimeoutMs: number;
    readonly idleTimeoutMs: number;
    readonly totalTimeoutMs: number;
    readonly maxAnswerBytes: number;
  };
  /** How long calls under way may go on once the server is told to stop. */
  readonly shutdownGraceMs: number;
  /** Spend events are kept at least so long; null: for good. */
  readonly keepSpendEventsMs: number | null;
  /** How long and how much of the answers to calls with an idempotency key is kept. */
  readonly idempotency: {
    readonly ttlMs: number;
    readonly maxKeys: number;
    readonly maxBytes: number;
    readonly maxAnswerBytes: number;
  };
  /** How often each deployment is asked whether it answers; null: never. */
  readonly healthCheckMs: number | null;
  readonly routing: RoutingConfig;
  /** What a new version of the shipped catalogue changes is in force at once; else it waits for approval. */
  readonly acceptCatalogueUpdates: boolean;
  /** What becomes of calls to models without a price, where the model does not say. */
  readonly unpriced: DeploymentConfig['unpriced'];
  /** Networks of the operator's own that webhooks may go to, as `10.0.0.0/8`. */
  readonly webhooks: { readonly allowedNetworks: readonly string[] };
  readonly budgets: BudgetsConfig;
  readonly fallbackPrice: Readonly<Record<string, string>> | null;
  readonly deployments: readonly DeploymentConfig[];
  /** Where the models came from: a path, or null for the built-in simulated ones. */
  readonly configPath: string | null;
  /** What the file says and nothing here reads, by name. */
  readonly unusedSettings: readonly string[];
}
