import type { PricedKind, PriceKey } from '../kinds.ts';

/** A field that holds one price: dollars for `per` units of `key`, under a service tier, above a length of input. */
export interface PriceField {
  readonly key: PriceKey;
  readonly per: bigint;
  readonly aboveInputTokens: number | null;
  readonly serviceTier: string | null;
}

/** A field that states money and is left out, and why. */
export interface LeftOut {
  readonly why: string;
}

const ONE = 1n;
const SECOND_MS = 1_000n;
const THOUSAND = 1_000n;

type Stem = readonly [PriceKey, bigint];

/** What LiteLLM's fields are prices of, without the markers of context and service tier. */
const STEMS: Readonly<Record<string, Stem>> = {
  input_cost_per_token: ['input', ONE],
  input_cost_per_token_cache_hit: ['cached_input', ONE],
  cache_read_input_token_cost: ['cached_input', ONE],
  cache_read_input_audio_token_cost: ['cached_audio', ONE],
  cache_read_input_image_token_cost: ['cached_image', ONE],
  cache_creation_input_token_cost: ['cache_write', ONE],
  cache_creation_input_token_cost_above_1hr: ['cache_write_1h', ONE],
  input_cost_per_audio_token: ['input_audio', ONE],
  input_cost_per_image_token: ['input_image', ONE],
  input_cost_per_video_token: ['input_video', ONE],
  output_cost_per_token: ['output', ONE],
  output_cost_per_reasoning_token: ['reasoning', ONE],
  output_cost_per_audio_token: ['output_audio', ONE],
  output_cost_per_image_token: ['output_image', ONE],
  output_cost_per_video_token: ['output_video', ONE],
  citation_cost_per_token: ['citation', ONE],
  input_cost_per_character: ['input_character', ONE],
  output_cost_per_character: ['output_character', ONE],
  input_cost_per_image: ['input_image_count', ONE],
  output_cost_per_image: ['output_image_count', ONE],
  input_cost_per_pixel: ['input_pixel', ONE],
  output_cost_per_pixel: ['output_pixel', ONE],
  input_cost_per_second: ['input_ms', SECOND_MS],
  output_cost_per_second: ['output_ms', SECOND_MS],
  input_cost_per_audio_per_second: ['input_audio_ms', SECOND_MS],
  output_cost_per_audio_per_second: ['output_audio_ms', SECOND_MS],
  input_cost_per_video_per_second: ['input_video_ms', SECOND_MS],
  output_cost_per_video_per_second: ['output_video_ms', SECOND_MS],
  input_cost_per_request: ['request', ONE],
  input_cost_per_query: ['query', ONE],
  ocr_cost_per_page: ['page', ONE],
  annotation_cost_per_page: ['annotated_page', ONE],
  google_maps_grounding_cost_per_query: ['maps_query', ONE],
  file_search_cost_per_1k_calls: ['file_search', THOUSAND],
  code_interpreter_cost_per_session: ['code_session', ONE],
  computer_use_input_cost_per_1k_tokens: ['computer_input', THOUSAND],
  computer_use_output_cost_per_1k_tokens: ['computer_output', THOUSAND],
};

const STORAGE = 'storage is charged by the day, not by the call';
const RESERVED = 'reserved capacity is charged by the hour, not by the call';
const NOT_DOLLARS =
  'a price in units of Databricks, not in dollars; its dollar price has its own field';
const BY_LENGTH = 'priced by the length of the film, which no answer reports';

const LEFT_OUT: Readonly<Record<string, string>> = {
  file_search_cost_per_gb_per_day: STORAGE,
  vector_store_cost_per_gb_per_day: STORAGE,
  cost_per_ptu_per_hour: RESERVED,
  input_dbu_cost_per_token: NOT_DOLLARS,
  output_dbu_cost_per_token: NOT_DOLLARS,
  output_db_cost_per_token: NOT_DOLLARS,
  ocr_cost_per_credit: "a credit of the provider's own plan; no answer reports credits",
  guardrail_cost_per_unit: 'guardrails of a provider are not called through the gateway',
  cache_creation_input_audio_token_cost:
    'no answer tells audio written to a cache from other writes',
  cost_per_second: 'does not say whether of input or of output',
  input_cost_per_video_per_second_above_8s_interval: BY_LENGTH,
  input_cost_per_video_per_second_above_15s_interval: BY_LENGTH,
};

/** `_flex`, `_priority` … after a stem: LiteLLM's word, and the service tier an answer names. */
const SERVICE_TIERS: Readonly<Record<string, string>> = {
  batches: 'batch',
  batch_requests: 'batch',
  flex: 'flex',
  priority: 'priority',
  ultrafast: 'ultrafast',
  balanced: 'balanced',
  fast: 'fast',
};

const TIER_MARKER = new RegExp(`_(${Object.keys(SERVICE_TIERS).join('|')})$`);
const CONTEXT_MARKER = /_above_(\d+)(k?)_tokens/;
/** `output_cost_per_second_1080p`, `output_cost_per_image_1024`: the price of one size. */
const SIZED = /^(output_cost_per_second|output_cost_per_image)_(\d+(?:\.\d+)?[a-zA-Z]?)$/;

/** Which settings are prices: anything of that shape must be understood or refused, never skipped. */
export function isPriceField(name: string): boolean {
  return (
    /(^|_)(cost|price|pricing)(_|$)/.test(name) ||
    upliftRegionOf(name) !== null ||
    name === 'provider_specific_entry'
  );
}

/** What a field with one number is the price of; its reason when it is not taken. */
export function priceFieldOf(name: string): PriceField | LeftOut {
  const own = LEFT_OUT[name];
  if (own !== undefined) return { why: own };
  const tier = TIER_MARKER.exec(name)?.[1];
  const untiered = tier === undefined ? name : name.slice(0, -tier.length - 1);
  const context = CONTEXT_MARKER.exec(untiered);
  const stem = stemOf(untiered.replace(CONTEXT_MARKER, ''));
  if (stem === null) return { why: 'no price of this kind is known' };
  const [key, per] = stem;
  return {
    key,
    per,
    aboveInputTokens:
      context === null ? null : Number(context[1]) * (context[2] === 'k' ? 1000 : 1),
    serviceTier: tier === undefined ? null : (SERVICE_TIERS[tier] ?? null),
  };
}

function stemOf(name: string): Stem | null {
  if (Object.hasOwn(STEMS, name)) return STEMS[name] ?? null;
  const [, stem = '', size = ''] = SIZED.exec(name) ?? [];
  const [key, per] = STEMS[stem] ?? [];
  return key === undefined || per === undefined
    ? null
    : [`${key as PricedKind}:${size.toLowerCase()}`, per];
}

/** The region whose uplift a field holds; null for other fields. Vertex has one for every place but `global`. */
export function upliftRegionOf(name: string): string | null {
  if (name === 'regional_endpoint_uplift_multiplier') return 'regional';
  return /^regional_processing_uplift_multiplier_([a-z]+)$/.exec(name)?.[1] ?? null;
}
