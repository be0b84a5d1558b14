import {
  budgetSettingsSchema,
  rateLimitSettingsSchema,
  scopedBudgetsSchema,
} from './budget-settings.ts';
import { deploymentSchema, generalSchema, routingSchema } from './file-schema.ts';

type Tree = Readonly<Record<string, unknown>>;

const keysOf = (...shapes: readonly object[]) =>
  new Set(shapes.flatMap((shape) => Object.keys(shape)));

const scoped = scopedBudgetsSchema.unwrap().shape;
const routing = routingSchema.unwrap().shape;

/** What is read of each section that LiteLLM's file may have; `tollgate_settings` refuses what it does not know. */
const READ: Readonly<Record<string, ReadonlySet<string>>> = {
  general_settings: keysOf(generalSchema.unwrap().shape, rateLimitSettingsSchema.unwrap().shape),
  litellm_settings: keysOf(routing, budgetSettingsSchema.unwrap().shape, scoped),
  router_settings: keysOf(routing, scoped),
};

const SECTIONS = new Set([...Object.keys(READ), 'model_list', 'tollgate_settings']);

const READ_OF_PARAMS = keysOf(deploymentSchema.shape.litellm_params.shape);
/** Prices, and what a model can take: read by those who price and call. */
const READ_BY_OTHERS =
  /(^|_)(cost|price|pricing)(_|$)|^(provider_specific_entry|mode|max_(input_|output_)?tokens)$/;

/** Settings that the file has and nothing reads, each once, so that nobody relies on them. */
export function unusedSettings(file: Tree): string[] {
  const sections = Object.entries(READ).flatMap(([section, read]) =>
    keysIn(file[section])
      .filter((key) => !read.has(key))
      .map((key) => `${section}.${key}`),
  );
  const params = modelsIn(file)
    .flatMap((entry) => keysIn(entry['litellm_params']))
    .filter((key) => !READ_OF_PARAMS.has(key) && !READ_BY_OTHERS.test(key))
    .map((key) => `litellm_params.${key}`);
  return [
    ...Object.keys(file).filter((key) => !SECTIONS.has(key)),
    ...sections,
    ...new Set(params),
  ];
}

function modelsIn({ model_list: models }: Tree): Tree[] {
  return Array.isArray(models) ? models.filter(isTree) : [];
}

function keysIn(value: unknown): string[] {
  return isTree(value) ? Object.keys(value) : [];
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
