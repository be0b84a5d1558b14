import { resolve } from 'node:path';
import { z } from 'zod';
import { databaseUrl, httpUrl, masterKey, timeZone } from './file-schema.ts';

const given = z.string().trim().min(1).optional().catch(undefined);

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number')
  .transform(Number)
  .refine((value) => value <= 65_535, 'must be a port number');

/** Over plain HTTP an issuer could be anybody, but for one on this machine. */
const issuer = z
  .url('must be an http(s) URL')
  .refine(
    (text) => /^(https:|http:\/\/(127\.0\.0\.1|localhost)[:/])/.test(text),
    'must begin with https://',
  );

/** The names LiteLLM users have set already are read too; ours win. */
const environmentSchema = z
  .object({
    TOLLGATE_CONFIG: given,
    TOLLGATE_HOST: given,
    TOLLGATE_PORT: port.optional(),
    PORT: port.optional(),
    TOLLGATE_PUBLIC_URL: httpUrl.optional(),
    TOLLGATE_DATA_DIR: given,
    TOLLGATE_MASTER_KEY: masterKey.optional(),
    LITELLM_MASTER_KEY: masterKey.optional(),
    TOLLGATE_ENCRYPTION_KEY: given,
    TOLLGATE_ADMIN_LOGIN: given,
    UI_USERNAME: given,
    TOLLGATE_ADMIN_PASSWORD: given,
    UI_PASSWORD: given,
    TOLLGATE_OIDC_ISSUER: issuer.optional(),
    TOLLGATE_OIDC_CLIENT_ID: given,
    TOLLGATE_OIDC_CLIENT_SECRET: given,
    TOLLGATE_OIDC_NAME: given,
    TOLLGATE_OIDC_DOMAINS: given,
    TOLLGATE_TIME_ZONE: timeZone.optional(),
    TOLLGATE_LOG_LEVEL: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'must be a log level')
      .optional(),
    DATABASE_URL: databaseUrl.optional(),
  })
  .refine((env) => !env.TOLLGATE_OIDC_ISSUER || env.TOLLGATE_OIDC_CLIENT_ID, {
    path: ['TOLLGATE_OIDC_CLIENT_ID'],
    message: 'is needed with TOLLGATE_OIDC_ISSUER',
  })
  .transform((env) => ({
    configPath: env.TOLLGATE_CONFIG,
    host: env.TOLLGATE_HOST ?? '127.0.0.1',
    port: env.TOLLGATE_PORT ?? env.PORT ?? 4000,
    publicUrl: env.TOLLGATE_PUBLIC_URL,
    dataDirectory: resolve(env.TOLLGATE_DATA_DIR ?? '.tollgate'),
    masterKey: env.TOLLGATE_MASTER_KEY ?? env.LITELLM_MASTER_KEY,
    encryptionKey: env.TOLLGATE_ENCRYPTION_KEY,
    adminLogin: env.TOLLGATE_ADMIN_LOGIN ?? env.UI_USERNAME ?? 'admin',
    adminPassword: env.TOLLGATE_ADMIN_PASSWORD ?? env.UI_PASSWORD,
    oidcIssuer: env.TOLLGATE_OIDC_ISSUER,
    oidcClientId: env.TOLLGATE_OIDC_CLIENT_ID,
    oidcClientSecret: env.TOLLGATE_OIDC_CLIENT_SECRET,
    oidcName: env.TOLLGATE_OIDC_NAME,
    oidcDomains: env.TOLLGATE_OIDC_DOMAINS,
    timeZone: env.TOLLGATE_TIME_ZONE,
    logLevel: env.TOLLGATE_LOG_LEVEL ?? 'info',
    databaseUrl: env.DATABASE_URL,
  }));

export type Environment = z.output<typeof environmentSchema>;

/** Reads what is set in the environment; an empty variable counts as unset. */
export function readEnvironment(env: NodeJS.ProcessEnv): z.ZodSafeParseResult<Environment> {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim() !== ''));
  return environmentSchema.safeParse(set);
}
