import { z } from 'zod';

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

const httpUrl = text
  .refine((value) => URL.canParse(value) && /^https?:/.test(value), {
    error: (issue) => `"${issue.input}" is not an http(s) URL`,
  })
  .transform((value) => value.replace(/\/+$/, ''));

export const timeZone = text.refine(isTimeZone, {
  error: (issue) => `"${issue.input}" is not an IANA time zone`,
});

const unpricedPolicy = z.enum(['refuse', 'flag'], 'must be refuse or flag');

export const deploymentSchema = z.object(
  {
    model_name: text,
    litellm_params: z.looseObject(
      {
        model: text,
        api_key: text.optional(),
        api_base: httpUrl.optional(),
        api_version: text.optional(),
      },
      'is missing',
    ),
    model_info: z
      .looseObject({ base_model: text.optional(), unpriced: unpricedPolicy.optional() })
      .default({}),
  },
  'must be a model',
);

export const generalSchema = z
  .looseObject({ master_key: text.optional(), database_url: text.optional() })
  .default({});

export const settingsSchema = z
  .strictObject({
    reporting_time_zone: timeZone.optional(),
    public_url: httpUrl.optional(),
    unpriced: unpricedPolicy.default('refuse'),
    fallback_price: z.record(z.string(), text).optional(),
    max_request_bytes: wholeNumber(1024).optional(),
    journal: z
      .strictObject({
        durability: z.enum(['process', 'fsync'], 'must be process or fsync').optional(),
        max_bytes: wholeNumber(1_000_000).optional(),
      })
      .default({}),
    upstream: z
      .strictObject({
        connect_timeout_ms: wholeNumber(1).optional(),
        idle_timeout_ms: wholeNumber(1).optional(),
      })
      .default({}),
  })
  .default({ unpriced: 'refuse', journal: {}, upstream: {} });

export type DeploymentEntry = z.output<typeof deploymentSchema>;
export type General = z.output<typeof generalSchema>;
export type Settings = z.output<typeof settingsSchema>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
