import { type ModelResolution, resolveModel } from '../names/resolve-model.ts';
import { catalogueProviderOf } from '../provider-names.ts';
import type { Place } from './price-book.ts';
import type { Layer } from './timeline.ts';

/** What prices are looked up by: the model as its provider names it, and the public name of a private one. */
export interface PricedModel {
  readonly provider: string;
  readonly upstreamModel: string;
  /** `provider/model`, or a model of the same provider. */
  readonly baseModel: string | null;
}

/** The subject of a deployment's own prices: callers may reach one model by two names at two prices. */
export function ownSubject(modelName: string, model: Omit<PricedModel, 'baseModel'>): string {
  return `${model.provider}/${model.upstreamModel} as ${modelName}`;
}

/** The names a model's price may stand under, its own before that of its base model. */
export function subjectsOf({ provider, upstreamModel, baseModel }: PricedModel): string[] {
  const own = `${provider}/${upstreamModel}`;
  const base = baseModel === null ? own : qualified(provider, baseModel);
  return base === own ? [own] : [own, base];
}

/** Where a price is looked for, in this order: after the deployment's own, before its fallback. */
export function placesOf(model: PricedModel): Place[] {
  const subjects = subjectsOf(model);
  const on = (layer: Layer) => subjects.map((subject) => ({ layer, subject }));
  const published = publishedModel(model).subject;
  return [
    ...on('custom'),
    ...on('import'),
    ...(published === null ? [] : [{ layer: 'catalogue' as const, subject: published }]),
  ];
}

/** Which model of the catalogue it is, by its base model's name where it has one, and how that was found. */
export function publishedModel(model: PricedModel): ModelResolution {
  const name = subjectsOf(model).at(-1) ?? '';
  const slash = name.indexOf('/');
  const provider = name.slice(0, slash);
  return resolveModel(catalogueProviderOf(provider) ?? provider, name.slice(slash + 1));
}

function qualified(provider: string, baseModel: string): string {
  return baseModel.includes('/') ? baseModel : `${provider}/${baseModel}`;
}
