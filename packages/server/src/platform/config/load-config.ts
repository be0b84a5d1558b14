import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { OperatorError, Secret } from '../../kernel/index.ts';
import type { Config, DeploymentConfig } from './config.ts';
import { DEFAULT_CONFIG } from './default-models.ts';
import {
  type ConfigFile,
  type DeploymentEntry,
  fileSchema,
  unpricedPolicy,
} from './file-schema.ts';
import { type Environment, readEnvironment } from './read-environment.ts';

const DEFAULT_FILE = 'config.yaml';
const GIBIBYTE = 1024 ** 3;

/** Reads the environment and the file once. Every problem of both is in the one error it throws. */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const problems: string[] = [];
  const environment = readEnvironment(env);
  if (!environment.success) collectIssues(environment.error, problems);
  const configPath = findFile(environment.data?.configPath);
  const file = parseFile(readText(configPath), problems);
  const config =
    file === null || !environment.success
      ? null
      : assemble({ environment: environment.data, file, configPath, env }, problems);
  if (problems.length === 0 && config !== null) return config;
  throw configError(problems, configPath);
}

/** One line for each problem, so that all can be mended at once. */
export function configError(problems: readonly string[], configPath: string | null): OperatorError {
  const where = configPath ?? 'the environment';
  return new OperatorError(
    `The configuration is wrong (${where}):\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
  );
}

function findFile(named: string | undefined): string | null {
  if (named !== undefined) {
    if (!existsSync(named)) throw new OperatorError(`No configuration file at ${named}`);
    return resolve(named);
  }
  return existsSync(DEFAULT_FILE) ? resolve(DEFAULT_FILE) : null;
}

function readText(path: string | null): string {
  return path === null ? DEFAULT_CONFIG : readFileSync(path, 'utf8');
}

/** `failsafe` keeps every scalar as the text that was written: 1.5e-07 never becomes a float. */
function parseFile(yaml: string, problems: string[]): ConfigFile | null {
  const document = parseDocument(yaml, { schema: 'failsafe', merge: true });
  if (document.errors.length > 0) {
    problems.push(...document.errors.map((error) => error.message.split('\n')[0] as string));
    return null;
  }
  const parsed = fileSchema.safeParse(withoutNulls(document.toJS()) ?? {});
  if (parsed.success) return parsed.data;
  collectIssues(parsed.error, problems);
  return null;
}

/** `key:` and `key: null` mean "not set". */
function withoutNulls(value: unknown): unknown {
  if (value === '' || value === 'null' || value === '~' || value === null) return undefined;
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, withoutNulls(inner)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}

function collectIssues(error: z.ZodError, problems: string[]): void {
  for (const issue of error.issues) {
    const path = issue.path.reduce<string>(
      (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}.${String(part)}`),
      '',
    );
    problems.push(`${path.replace(/^\./, '') || 'the file'}: ${issue.message}`);
  }
}

interface Sources {
  readonly environment: Environment;
  readonly file: ConfigFile;
  readonly configPath: string | null;
  readonly env: NodeJS.ProcessEnv;
}

function assemble({ environment, file, configPath, env }: Sources, problems: string[]): Config {
  const settings = file.tollgate_settings ?? {};
  const general = file.general_settings ?? {};
  const secret = (path: string, value: string | undefined) =>
    resolveSecret(value, { path, env, problems });
  const deployments = (file.model_list ?? []).map((entry, index) =>
    readDeployment(entry, `model_list[${index}]`, { env, problems, unpriced: settings.unpriced }),
  );
  if (deployments.length === 0) problems.push('model_list: must name a model');
  const reportingTimeZone = environment.timeZone ?? settings.reporting_time_zone ?? 'UTC';
  if (!isTimeZone(reportingTimeZone)) {
    problems.push(`reporting_time_zone: "${reportingTimeZone}" is not an IANA time zone`);
  }
  return {
    host: environment.host,
    port: environment.port,
    publicUrl: environment.publicUrl ?? settings.public_url ?? null,
    dataDirectory: environment.dataDirectory,
    databaseUrl:
      secret('DATABASE_URL', environment.databaseUrl) ??
      secret('general_settings.database_url', general.database_url),
    masterKey:
      secret('TOLLGATE_MASTER_KEY', environment.masterKey) ??
      secret('general_settings.master_key', general.master_key),
    adminLogin: environment.adminLogin,
    adminPassword: secret('TOLLGATE_ADMIN_PASSWORD', environment.adminPassword),
    logLevel: environment.logLevel,
    reportingTimeZone,
    maxRequestBytes: settings.max_request_bytes ?? 32 * 1024 * 1024,
    journal: {
      durability: settings.journal?.durability ?? 'process',
      maxBytes: settings.journal?.max_bytes ?? GIBIBYTE,
    },
    upstream: {
      connectTimeoutMs: settings.upstream?.connect_timeout_ms ?? 10_000,
      idleTimeoutMs: settings.upstream?.idle_timeout_ms ?? 300_000,
    },
    fallbackPrice: settings.fallback_price ?? null,
    deployments,
    configPath,
  };
}

interface Reading {
  readonly env: NodeJS.ProcessEnv;
  readonly problems: string[];
}

function readDeployment(
  entry: DeploymentEntry,
  path: string,
  { env, problems, unpriced }: Reading & { unpriced: 'refuse' | 'flag' | undefined },
): DeploymentConfig {
  const { model, api_key, api_base, api_version, ...otherParams } = entry.litellm_params;
  const { provider, name } = splitModel(model);
  const info = entry.model_info;
  const policy = unpricedPolicy.optional().safeParse(info['unpriced']);
  if (!policy.success) problems.push(`${path}.model_info.unpriced: must be refuse or flag`);
  return {
    path,
    modelName: entry.model_name,
    provider,
    upstreamModel: name,
    apiKey: resolveSecret(api_key, { path: `${path}.litellm_params.api_key`, env, problems }),
    apiBase: resolveUrl(api_base, { path: `${path}.litellm_params.api_base`, env, problems }),
    apiVersion: api_version ?? null,
    baseModel: typeof info['base_model'] === 'string' ? info['base_model'] : null,
    settings: onlyText({ ...otherParams, ...info }),
    unpriced: policy.data ?? unpriced ?? 'refuse',
  };
}

/** `provider/name`; a bare name is an OpenAI model, as in LiteLLM. */
function splitModel(model: string): { provider: string; name: string } {
  const slash = model.indexOf('/');
  if (slash < 0) return { provider: 'openai', name: model };
  return { provider: model.slice(0, slash), name: model.slice(slash + 1) };
}

function onlyText(values: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(values).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return Object.fromEntries(entries);
}

/** `os.environ/NAME` takes the value from the environment, as LiteLLM's files do. */
function resolveText(
  value: string | undefined,
  { path, env, problems }: Reading & { path: string },
): string | null {
  const name = /^os\.environ\/(.+)$/.exec(value ?? '')?.[1];
  if (name === undefined) return value ?? null;
  const found = env[name];
  if (found !== undefined && found !== '') return found;
  problems.push(`${path}: the environment variable ${name} is not set`);
  return null;
}

function resolveSecret(
  value: string | undefined,
  reading: Reading & { path: string },
): Secret | null {
  const text = resolveText(value, reading);
  return text === null ? null : new Secret(text);
}

function resolveUrl(value: string | undefined, reading: Reading & { path: string }): string | null {
  const text = resolveText(value, reading);
  if (text === null) return null;
  if (URL.canParse(text) && /^https?:/.test(text)) return text.replace(/\/+$/, '');
  reading.problems.push(`${reading.path}: "${text}" is not an http(s) URL`);
  return null;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
