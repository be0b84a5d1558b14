import { err, ok, type Result } from '../../kernel/index.ts';
import type { PriceKey } from '../kinds.ts';
import { priceOf } from '../price.ts';
import { onlyBase, type Prices, type UnitPrice } from '../prices.ts';
import { fingerprintPrices } from '../prices-json.ts';
import { type LitellmFields, readLitellmEntry } from './entry.ts';
import { isPriceField } from './fields.ts';
import { imageEntryOf } from './image-entry.ts';
import { ImportReport } from './import-report.ts';
import { parseWithNumbersAsText } from './json-text.ts';
import { subjectOf } from './subject.ts';

/** One model of the file, with what it says of it. */
export interface ImportedModel {
  /** As the file names it; entries for single sizes of image are gathered under their model. */
  readonly name: string;
  /** The `provider/model` by which deployments call it. No two models of an import share one. */
  readonly subject: string;
  /** LiteLLM's name of the provider; null when it has none. */
  readonly provider: string | null;
  readonly mode: string | null;
  readonly prices: Prices;
  readonly maxInputTokens: number | null;
  readonly maxOutputTokens: number | null;
}

export interface LitellmImport {
  readonly models: readonly ImportedModel[];
  readonly report: ImportReport;
}

/** The entry that documents the others. */
const SPECIMEN = 'sample_spec';

/**
 * Reads the text of a `model_prices_and_context_window.json`. Numbers are read from their text. Every
 * entry and every field of it is accounted for in the report; the error says why the text is no such file.
 */
export function importLitellmPrices(text: string): Result<LitellmImport, string> {
  const file = parse(text);
  if (typeof file === 'string') return err(file);
  const report = new ImportReport();
  const models = new Map<string, ImportedModel>();
  for (const [name, fields] of Object.entries(file)) {
    if (name === SPECIMEN) continue;
    const model = readModel(name, fields, report);
    const before = model === null ? undefined : models.get(model.name);
    if (model !== null)
      models.set(model.name, before === undefined ? model : merged(before, model));
  }
  return ok({ models: oneForEachSubject([...models.values()], report), report });
}

/** Two entries for one model that agree are one. Where they do not, the one whose name says the provider holds, or none. */
function oneForEachSubject(
  models: readonly ImportedModel[],
  report: ImportReport,
): ImportedModel[] {
  const bySubject = Map.groupBy(models, (model) => model.subject);
  return [...bySubject.values()].flatMap((same) => {
    const prices = new Set(same.map((model) => fingerprintPrices(model.prices)));
    const chosen = prices.size === 1 ? same[0] : same.find(({ name, subject }) => name === subject);
    for (const model of same) {
      if (model !== chosen && prices.size > 1) report.contradict(model.name, model.subject);
    }
    return chosen === undefined ? [] : [chosen];
  });
}

function parse(text: string): Readonly<Record<string, unknown>> | string {
  try {
    const file = parseWithNumbersAsText(text.replace(/^\uFEFF/, ''));
    if (typeof file === 'object' && file !== null && !Array.isArray(file)) {
      return file as Readonly<Record<string, unknown>>;
    }
    return 'the file must be a JSON object of models by name';
  } catch (fault) {
    return `the file is not JSON: ${(fault as Error).message}`;
  }
}

function readModel(name: string, value: unknown, report: ImportReport): ImportedModel | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    report.refuse(name, 'is not an object');
    return null;
  }
  const fields = value as LitellmFields;
  const entry = readLitellmEntry(fields);
  report.count(
    name,
    entry,
    Object.keys(fields).filter((field) => !isPriceField(field)),
  );
  if (entry.prices === null) return null;
  const image = imageEntryOf(name);
  const provider = textOf(fields['litellm_provider']);
  return {
    name: image?.model ?? name,
    subject: subjectOf(image?.model ?? name, provider),
    provider,
    mode: textOf(fields['mode']),
    prices: image === null ? entry.prices : ofVariant(entry.prices, image),
    maxInputTokens: countOf(fields['max_input_tokens'] ?? fields['max_tokens']),
    maxOutputTokens: countOf(fields['max_output_tokens'] ?? fields['max_tokens']),
  };
}

/** What a size costs by the piece; one priced by the pixel is so many times the price of one. */
function ofVariant(
  { base, ...rest }: Prices,
  { variant, pixels }: { variant: string; pixels: bigint },
): Prices {
  const { output_image_count: each, output_pixel: pixel, ...others } = base;
  const key: PriceKey = `output_image_count:${variant}`;
  const price = each ?? (pixel === undefined ? undefined : timesPixels(pixel, pixels));
  return { ...rest, base: price === undefined ? base : { ...others, [key]: price } };
}

function timesPixels({ base }: UnitPrice, pixels: bigint): UnitPrice {
  return { base: priceOf(base.pico * pixels, base.per), tiers: [] };
}

/** Sizes of one model stand in entries of their own; what is the model's own wins. */
function merged(before: ImportedModel, model: ImportedModel): ImportedModel {
  const prices = onlyBase({ ...model.prices.base, ...before.prices.base });
  const serviceTiers = before.prices.serviceTiers ?? model.prices.serviceTiers;
  const uplifts = before.prices.uplifts ?? model.prices.uplifts;
  return { ...before, prices: { ...prices, serviceTiers, uplifts } };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Some entries say "see the provider" where a number belongs. */
function countOf(value: unknown): number | null {
  const count = typeof value === 'string' ? Number(value) : Number.NaN;
  return Number.isSafeInteger(count) && count > 0 ? count : null;
}
