import { z } from 'zod';

/**
 * The file's own shape. YAML is read without turning numbers into floats, so every scalar arrives as
 * text; prices stay text to the end.
 */
const text = z.string().trim().min(1, 'must not be empty');
const scalars = z.record(z.string(), z.unknown()).default({});

const wholeNumber = (minimum: number) =>
  text
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine(
      (value) => value >= minimum && Number.isSafeInteger(value),
      `must be at least ${minimum}`,
    );

const unpricedPolicy = z.enum(['refuse', 'flag'], 'must be refuse or flag');

const deployment = z.object({
  model_name: text,
  litellm_params: z.looseObject(
    {
      model: text,
      api_key: text.optional(),
      api_base: text.optional(),
      api_version: text.optional(),
    },
    'is missing',
  ),
  model_info: scalars,
});

const tollgateSettings = z.strictObject({
  reporting_time_zone: text.optional(),
  public_url: text.optional(),
  unpriced: unpricedPolicy.optional(),
  fallback_price: z.record(z.string(), text).optional(),
  max_request_bytes: wholeNumber(1024).optional(),
  journal: z
    .strictObject({
      durability: z.enum(['process', 'fsync'], 'must be process or fsync').optional(),
      max_bytes: wholeNumber(1_000_000).optional(),
    })
    .optional(),
  upstream: z
    .strictObject({
      connect_timeout_ms: wholeNumber(1).optional(),
      idle_timeout_ms: wholeNumber(1).optional(),
    })
    .optional(),
});

export const fileSchema = z.looseObject({
  model_list: z
    .array(deployment, 'must be a list of models')
    .min(1, 'must name a model')
    .optional(),
  general_settings: z
    .looseObject({ master_key: text.optional(), database_url: text.optional() })
    .optional(),
  tollgate_settings: tollgateSettings.optional(),
});

export type ConfigFile = z.infer<typeof fileSchema>;
export type DeploymentEntry = z.infer<typeof deployment>;
export { unpricedPolicy };
