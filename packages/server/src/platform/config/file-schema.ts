import { isIP } from 'node:net';
import { z } from 'zod';
import { isSeconds } from './deployment-timeouts.ts';

/**
 * The file's own shape. YAML is read without turning numbers into floats, so every scalar arrives as
 * text; prices stay text to the end. `os.environ/…` has been replaced by its value before.
 */
const text = z.string('must be text').trim().min(1, 'must not be empty');

const wholeNumber = (minimum: number) =>
  text
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= minimum && Number.isSafeInteger(value), {
      error: `must be at least ${minimum}`,
    });

const positive = text
  .regex(/^\d+(\.\d+)?$/, 'must be a number')
  .transform(Number)
  .refine((value) => value > 0, { error: 'must be above 0' });

export const httpUrl = text
  .refine((value) => URL.canParse(value) && /^https?:/.test(value), {
    error: (issue) => `"${issue.input}" is not an http(s) URL`,
  })
  .transform((value) => value.replace(/\/+$/, ''));

export const timeZone = text.refine(isTimeZone, {
  error: (issue) => `"${issue.input}" is not an IANA time zone`,
});

const seconds = text.refine(isSeconds, 'must be a number of seconds above 0');

const HOURS_IN: Readonly<Record<string, number>> = { h: 1, d: 24, w: 7 * 24 };

const hours = text
  .regex(/^\d{1,5}[hdw]$/, 'must be hours, days or weeks, such as 90d')
  .transform((value) => Number.parseInt(value, 10) * (HOURS_IN[value.slice(-1)] ?? 0))
  .refine((value) => value > 0, { error: 'must be above 0' });

/** In the three spellings of YAML. */
const flagText = text
  .regex(/^([Tt]rue|TRUE|[Ff]alse|FALSE)$/, 'must be true or false')
  .transform((value) => value.toLowerCase());

const flag = flagText.transform((value) => value === 'true');

const tagList = z.array(text.max(128, 'must be at most 128 characters'), 'must be a list of tags');

const network = text.refine(isNetwork, {
  error: (issue) => `"${issue.input}" is not a network such as 10.0.0.0/8`,
});

const unpricedPolicy = z.enum(['refuse', 'flag', 'fallback'], 'must be refuse, flag or fallback');

const priceFields = z.record(z.string(), text);

export const deploymentSchema = z.object(
  {
    model_name: text,
    litellm_params: z.looseObject(
      {
        model: text,
        api_key: text.optional(),
        api_base: httpUrl.optional(),
        api_version: text.optional(),
        aws_access_key_id: text.optional(),
        aws_secret_access_key: text.optional(),
        aws_session_token: text.optional(),
        aws_region_name: text.optional(),
        weight: positive.optional(),
        tags: tagList.optional(),
        timeout: seconds.optional(),
        stream_timeout: seconds.optional(),
        connect_timeout: seconds.optional(),
        first_byte_timeout: seconds.optional(),
        order: wholeNumber(0).optional(),
      },
      'is missing',
    ),
    model_info: z
      .looseObject({
        id: text.optional(),
        health_check_interval: seconds.optional(),
        disable_background_health_check: flagText.optional(),
        base_model: text.optional(),
        unpriced: unpricedPolicy.optional(),
        fallback_price: priceFields.optional(),
      })
      .default({}),
  },
  'must be a model',
);

export const databaseUrl = text.regex(/^postgres(ql)?:\/\//, 'must start with postgres://');

/** What a caller can send after `Bearer`. The message does not repeat it. */
export const masterKey = text.regex(
  /^[\x21-\x7e]{1,256}$/,
  'must be at most 256 ASCII characters without spaces, as a header carries them',
);

export const generalSchema = z
  .looseObject({
    master_key: masterKey.optional(),
    database_url: databaseUrl.optional(),
    user_header_name: text.optional(),
    background_health_checks: flag.optional(),
    health_check_interval: seconds.optional(),
    enforce_user_param: flag.optional(),
    maximum_spend_logs_retention_period: hours.optional(),
    spend_logs_max_age: hours.optional(),
    reject_clientside_metadata_tags: flag.optional(),
    user_header_mappings: z
      .array(z.looseObject({ header_name: text, litellm_user_role: text }), 'must be a list')
      .optional(),
  })
  .default({});

/** LiteLLM's names; the strategies we do not have by that name balance load as `least-busy` does. */
const STRATEGIES = {
  'simple-shuffle': 'shuffle',
  shuffle: 'shuffle',
  'least-busy': 'least-busy',
  'latency-based-routing': 'least-busy',
  'usage-based-routing': 'least-busy',
  'usage-based-routing-v2': 'least-busy',
  'cost-based-routing': 'cheapest',
  cheapest: 'cheapest',
} as const;

const fallbackList = z
  .array(z.record(z.string(), z.array(text, 'must be a list of model names')), 'must be a list')
  .transform((list): Record<string, string[]> => Object.assign(Object.create(null), ...list));

/** What `router_settings` and `litellm_settings` both may hold. */
export const routingSchema = z
  .looseObject({
    num_retries: wholeNumber(0).optional(),
    allowed_fails: wholeNumber(0).optional(),
    cooldown_time: positive.optional(),
    routing_strategy: z
      .enum(Object.keys(STRATEGIES) as (keyof typeof STRATEGIES)[], 'is not a known strategy')
      .transform((name) => STRATEGIES[name])
      .optional(),
    extra_spend_tag_headers: z.array(text, 'must be a list of header names').optional(),
    fallbacks: fallbackList.optional(),
    context_window_fallbacks: fallbackList.optional(),
    budget_fallbacks: fallbackList.optional(),
  })
  .default({});

export const settingsSchema = z
  .strictObject({
    reporting_time_zone: timeZone.optional(),
    public_url: httpUrl.optional(),
    unpriced: unpricedPolicy.optional(),
    catalogue_updates: z.enum(['accept', 'approve'], 'must be accept or approve').default('accept'),
    fallback_price: priceFields.optional(),
    max_request_bytes: wholeNumber(1024).optional(),
    journal: z
      .strictObject({
        durability: z.enum(['process', 'fsync'], 'must be process or fsync').optional(),
        max_bytes: wholeNumber(1_000_000).optional(),
      })
      .default({}),
    user_agent_tags: flag.optional(),
    idempotency: z
      .strictObject({
        ttl_seconds: wholeNumber(1).optional(),
        max_keys: wholeNumber(1).optional(),
        max_bytes: wholeNumber(0).optional(),
        max_answer_bytes: wholeNumber(0).optional(),
      })
      .default({}),
    graphql: z
      .strictObject({
        introspection: flag.optional(),
        dashboard_operations_only: flag.optional(),
      })
      .default({}),
    webhooks: z
      .strictObject({
        allowed_networks: z.array(network, 'must be a list of networks').default([]),
      })
      .default({ allowed_networks: [] }),
    upstream: z
      .strictObject({
        connect_timeout_ms: wholeNumber(1).optional(),
        first_byte_timeout_ms: wholeNumber(1).optional(),
        idle_timeout_ms: wholeNumber(1).optional(),
        total_timeout_ms: wholeNumber(1).optional(),
        max_answer_bytes: wholeNumber(1).optional(),
      })
      .default({}),
    shutdown_grace_ms: wholeNumber(0).optional(),
    retention: z.strictObject({ spend_events: hours.optional() }).default({}),
  })
  .default({
    catalogue_updates: 'accept',
    journal: {},
    idempotency: {},
    retention: {},
    graphql: {},
    webhooks: { allowed_networks: [] },
    upstream: {},
  });

export type DeploymentEntry = z.output<typeof deploymentSchema>;
export type General = z.output<typeof generalSchema>;
export type Routing = z.output<typeof routingSchema>;
export type Settings = z.output<typeof settingsSchema>;

/** Offsets such as +05:30 are no zones: they know no summer time. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function isNetwork(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || address.includes('%')) return false;
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}
