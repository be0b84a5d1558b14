import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { z } from 'zod';
import { OperatorError, Secret } from '../../kernel/index.ts';
import {
  budgetSettingsSchema,
  budgetsConfigOf,
  rateLimitSettingsSchema,
  scopedBudgetsSchema,
} from './budget-settings.ts';
import {
  ANY_PROVIDER,
  type AttributionConfig,
  type BudgetsConfig,
  type Config,
  type DeploymentConfig,
  type RoutingConfig,
} from './config.ts';
import { DEFAULT_CONFIG } from './default-models.ts';
import { DeploymentIds } from './deployment-ids.ts';
import { readHealthCheck, readTimeouts } from './deployment-timeouts.ts';
import {
  type DeploymentEntry,
  deploymentSchema,
  type General,
  generalSchema,
  type Routing,
  routingSchema,
  type Settings,
  settingsSchema,
} from './file-schema.ts';
import { oidcOf } from './oidc-settings.ts';
import { ProviderAccess } from './provider-access.ts';
import { type Environment, readEnvironment } from './read-environment.ts';
import { readYaml } from './read-yaml.ts';
import { unusedSettings } from './unused-settings.ts';

const DEFAULT_FILE = 'config.yaml';
const MEBIBYTE = 1024 ** 2;
const GIBIBYTE = 1024 ** 3;

/**
 * Reads the environment and the file once. `check` adds what only others can judge (is this a price?).
 * Every problem of all of them is in the one error it throws.
 */
export function loadConfig(
  env: NodeJS.ProcessEnv,
  check: (
    deployments: readonly DeploymentConfig[],
    fallbackPrice: Config['fallbackPrice'],
  ) => string[],
): Config {
  const problems: string[] = [];
  const environment = parsed(readEnvironment(env), '', problems);
  const configPath = findFile(environment?.configPath ?? env['TOLLGATE_CONFIG']);
  const yaml = configPath === null ? DEFAULT_CONFIG : readText(configPath);
  const file = readYaml(yaml, env, problems) ?? {};
  const section = <T>(name: string, schema: z.ZodType<T>) =>
    parsed(schema.safeParse(file[name]), name, problems);
  const general = section('general_settings', generalSchema);
  const settings = section('tollgate_settings', settingsSchema);
  const inLitellm = section('litellm_settings', routingSchema);
  const inRouter = section('router_settings', routingSchema);
  const routing = routingOf({ ...inLitellm, ...inRouter });
  const deployments = readDeployments(file['model_list'], {
    unpriced: unpricedPolicy(settings),
    access: new ProviderAccess(env),
    problems,
  });
  const budgets = budgetsConfigOf({
    litellm: section('litellm_settings', budgetSettingsSchema),
    general: section('general_settings', rateLimitSettingsSchema),
    scoped: {
      litellm_settings: section('litellm_settings', scopedBudgetsSchema),
      router_settings: section('router_settings', scopedBudgetsSchema),
    },
  });
  problems.push(...check(deployments, settings?.fallback_price ?? null));
  if (problems.length > 0 || environment === null || general === null || settings === null) {
    throw configError(problems, configPath);
  }
  const tagHeaders = { ...inRouter, ...inLitellm }.extra_spend_tag_headers;
  return assemble({
    environment,
    general,
    settings,
    routing,
    budgets,
    tagHeaders,
    deployments,
    configPath,
    unusedSettings: unusedSettings(file),
  });
}

/** One line for each problem, so that all can be mended at once. */
function configError(problems: readonly string[], configPath: string | null): OperatorError {
  const lines = [...new Set(problems)].map((problem) => `  - ${problem}`).join('\n');
  return new OperatorError(
    `The configuration is wrong (${configPath ?? 'environment'}):\n${lines}`,
  );
}

function findFile(named: string | undefined): string | null {
  const path = resolve(named ?? DEFAULT_FILE);
  if (existsSync(path)) return path;
  if (named === undefined) return null;
  throw new OperatorError(`There is no configuration file at ${path}`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { message } = cause as Error;
    throw new OperatorError(`The configuration file ${path} cannot be read: ${message}`, { cause });
  }
}

function parsed<T>(result: z.ZodSafeParseResult<T>, path: string, problems: string[]): T | null {
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const place = issue.path.reduce<string>(
      (at, part) => (typeof part === 'number' ? `${at}[${part}]` : `${at}.${String(part)}`),
      path,
    );
    problems.push(`${place.replace(/^\./, '')}: ${issue.message}`);
  }
  return null;
}

/** What an entry that says nothing of its own gets. */
interface DeploymentDefaults {
  readonly unpriced: DeploymentConfig['unpriced'];
  readonly access: ProviderAccess;
}

function readDeployments(
  list: unknown,
  { unpriced, access, problems }: DeploymentDefaults & { readonly problems: string[] },
): DeploymentConfig[] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) {
    problems.push('model_list: must be a list of models');
    return [];
  }
  const names = new DeploymentIds();
  return list.flatMap((entry, index) => {
    const path = `model_list[${index}]`;
    const read = parsed(deploymentSchema.safeParse(entry), path, problems);
    if (read === null) return [];
    const id = names.idOf(read);
    if (id === null) problems.push(`${path}.model_info.id: another model has this id`);
    return [deploymentOf(read, { id: id ?? path, path, unpriced, access })];
  });
}

function deploymentOf(
  { model_name, litellm_params, model_info }: DeploymentEntry,
  {
    id,
    path,
    unpriced,
    access,
  }: DeploymentDefaults & { readonly id: string; readonly path: string },
): DeploymentConfig {
  const {
    model,
    api_version,
    weight,
    order,
    tags,
    timeout,
    stream_timeout,
    connect_timeout,
    first_byte_timeout,
    ...otherParams
  } = litellm_params;
  const { id: _, base_model, unpriced: ownPolicy, fallback_price, ...otherInfo } = model_info;
  const { provider, name } = splitModel(model);
  return {
    id,
    path,
    modelName: model_name,
    provider,
    upstreamModel: name,
    ...access.to(provider, litellm_params),
    accessTo: provider === ANY_PROVIDER ? (named) => access.to(named, litellm_params) : null,
    apiVersion: api_version ?? null,
    baseModel: base_model ?? null,
    settings: onlyText({ ...withoutSecrets(otherParams), ...otherInfo }),
    timeouts: readTimeouts({ timeout, stream_timeout, connect_timeout, first_byte_timeout }),
    healthCheckMs: readHealthCheck(model_info),
    tags: tags ?? [],
    unpriced: ownPolicy ?? (fallback_price === undefined ? unpriced : 'fallback'),
    fallbackPrice: fallback_price ?? null,
    weight: weight ?? 1,
    order: order ?? 0,
  };
}

const SECRETS = /^(api_key|api_base|aws_)/;

function withoutSecrets(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !SECRETS.test(name)));
}

function routingOf(given: Routing): RoutingConfig {
  return {
    strategy: given.routing_strategy ?? 'shuffle',
    retries: given.num_retries ?? 2,
    allowedFailures: given.allowed_fails ?? 3,
    coolDownMs: (given.cooldown_time ?? 5) * 1000,
    fallbacks: given.fallbacks ?? {},
    contextWindowFallbacks: given.context_window_fallbacks ?? {},
    budgetFallbacks: given.budget_fallbacks ?? {},
  };
}

/** Whoever gives a fallback price means it to be used. */
function unpricedPolicy(settings: Settings | null): DeploymentConfig['unpriced'] {
  return settings?.unpriced ?? (settings?.fallback_price === undefined ? 'refuse' : 'fallback');
}

/** `provider/name`; a bare name is an OpenAI model, as in LiteLLM; a bare `*` is what the call names. */
function splitModel(model: string): { provider: string; name: string } {
  if (model === '*') return { provider: ANY_PROVIDER, name: model };
  const slash = model.indexOf('/');
  if (slash < 0) return { provider: 'openai', name: model };
  return { provider: model.slice(0, slash), name: model.slice(slash + 1) };
}

function onlyText(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(values).map(([key, value]) => {
    return [key, typeof value === 'string' ? value : JSON.stringify(value)] as const;
  });
  return Object.fromEntries(entries);
}

function secret(text: string | undefined): Secret | null {
  return text === undefined ? null : new Secret(text);
}

function assemble(from: {
  environment: Environment;
  general: General;
  settings: Settings;
  routing: RoutingConfig;
  budgets: BudgetsConfig;
  tagHeaders: readonly string[] | undefined;
  deployments: readonly DeploymentConfig[];
  configPath: string | null;
  unusedSettings: readonly string[];
}): Config {
  const { environment, general, settings, routing, budgets, deployments, configPath } = from;
  const { tagHeaders } = from;
  return {
    host: environment.host,
    port: environment.port,
    publicUrl: environment.publicUrl ?? settings.public_url ?? null,
    dataDirectory: environment.dataDirectory,
    databaseUrl: secret(environment.databaseUrl ?? general.database_url),
    masterKey: secret(environment.masterKey ?? general.master_key),
    encryptionKey: secret(environment.encryptionKey),
    adminLogin: environment.adminLogin,
    adminPassword: secret(environment.adminPassword),
    oidc: oidcOf(environment),
    logLevel: environment.logLevel,
    reportingTimeZone: environment.timeZone ?? settings.reporting_time_zone ?? 'UTC',
    attribution: attributionOf(general, settings, tagHeaders),
    maxRequestBytes: settings.max_request_bytes ?? 32 * 1024 * 1024,
    introspection: settings.graphql.introspection ?? true,
    dashboardOperationsOnly: settings.graphql.dashboard_operations_only ?? false,
    journal: {
      durability: settings.journal.durability ?? 'process',
      maxBytes: settings.journal.max_bytes ?? GIBIBYTE,
    },
    upstream: {
      connectTimeoutMs: settings.upstream.connect_timeout_ms ?? 10_000,
      firstByteTimeoutMs:
        settings.upstream.first_byte_timeout_ms ?? settings.upstream.idle_timeout_ms ?? 300_000,
      idleTimeoutMs: settings.upstream.idle_timeout_ms ?? 300_000,
      totalTimeoutMs: settings.upstream.total_timeout_ms ?? 3_600_000,
      maxAnswerBytes: settings.upstream.max_answer_bytes ?? 128 * MEBIBYTE,
    },
    shutdownGraceMs: settings.shutdown_grace_ms ?? 10_000,
    keepSpendEventsMs: keepMsOf(general, settings),
    healthCheckMs: general.background_health_checks
      ? Number(general.health_check_interval ?? '300') * 1000
      : null,
    idempotency: {
      ttlMs: (settings.idempotency.ttl_seconds ?? 86_400) * 1000,
      maxKeys: settings.idempotency.max_keys ?? 100_000,
      maxBytes: settings.idempotency.max_bytes ?? 64 * MEBIBYTE,
      maxAnswerBytes: settings.idempotency.max_answer_bytes ?? MEBIBYTE,
    },
    routing,
    acceptCatalogueUpdates: settings.catalogue_updates === 'accept',
    unpriced: unpricedPolicy(settings),
    webhooks: { allowedNetworks: settings.webhooks.allowed_networks },
    budgets,
    fallbackPrice: settings.fallback_price ?? null,
    deployments,
    configPath,
    unusedSettings: from.unusedSettings,
  };
}

/** LiteLLM's name, and the one that guides to it use. */
function keepMsOf(general: General, { retention }: Settings): number | null {
  const { maximum_spend_logs_retention_period: period, spend_logs_max_age: age } = general;
  const hours = retention.spend_events ?? period ?? age;
  return hours === undefined ? null : hours * 3_600_000;
}

function attributionOf(
  general: General,
  settings: Settings,
  tagHeaders: readonly string[] = [],
): AttributionConfig {
  return {
    customerHeaders: customerHeadersOf(general),
    requiresCustomer: general.enforce_user_param ?? false,
    takesTags: !(general.reject_clientside_metadata_tags ?? false),
    tagHeaders: tagHeaders.map((name) => name.toLowerCase()),
    tagsUserAgent: settings.user_agent_tags ?? false,
  };
}

/** Mappings to other roles name people, not customers. */
function customerHeadersOf({ user_header_mappings, user_header_name }: General): string[] {
  const mapped = (user_header_mappings ?? []).filter(
    (each) => each.litellm_user_role === 'customer',
  );
  const names = mapped.map((each) => each.header_name);
  if (user_header_name !== undefined) names.push(user_header_name);
  return names.map((name) => name.toLowerCase());
}
