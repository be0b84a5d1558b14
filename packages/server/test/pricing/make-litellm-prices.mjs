// Writes litellm-prices.json, a file of 300 entries in the format of LiteLLM's price map that has every
// field at least three times, and litellm-prices.expected.json, what its import must come to. The
// expectation is made here, from the same draws, and shares nothing with the importer.
//   node packages/server/test/pricing/make-litellm-prices.mjs
import { writeFileSync } from 'node:fs';

const ENTRIES = 300;
const SEED = 20261125;

/** [field, price key, decimal places that its unit moves the point by, service tier, above tokens] */
const price = (field, key, { shift = 0, tier = null, above = null } = {}) => ({
  field,
  key,
  shift,
  tier,
  above,
});

const MARKED = [
  ['input_cost_per_token', 'input', [128, 200, 272, 512]],
  ['output_cost_per_token', 'output', [128, 200, 272, 512]],
  ['cache_read_input_token_cost', 'cached_input', [200, 272, 512]],
  ['cache_creation_input_token_cost', 'cache_write', [200, 272, 512]],
];
const TIERS = { batches: 'batch', flex: 'flex', priority: 'priority', ultrafast: 'ultrafast' };

/** Groups: the fields of one stand or fall together, the first of them carrying the others. */
const PRICE_GROUPS = [
  ...MARKED.map(([field, key, bands]) => [
    price(field, key),
    ...bands.map((k) => price(`${field}_above_${k}k_tokens`, key, { above: k * 1000 })),
  ]),
  ...MARKED.flatMap(([field, key]) =>
    Object.entries(TIERS).map(([word, tier]) => [
      price(`${field}_${word}`, key, { tier }),
      price(`${field}_above_272k_tokens_${word}`, key, { tier, above: 272_000 }),
    ]),
  ),
  [
    price('cache_creation_input_token_cost_above_1hr', 'cache_write_1h'),
    price('cache_creation_input_token_cost_above_1hr_above_200k_tokens', 'cache_write_1h', {
      above: 200_000,
    }),
  ],
  [price('cache_read_input_audio_token_cost', 'cached_audio')],
  [price('cache_read_input_image_token_cost', 'cached_image')],
  [price('input_cost_per_audio_token', 'input_audio')],
  [price('input_cost_per_audio_token_batches', 'input_audio', { tier: 'batch' })],
  [price('input_cost_per_image_token', 'input_image')],
  [price('input_cost_per_image_token_batches', 'input_image', { tier: 'batch' })],
  [price('input_cost_per_video_token', 'input_video')],
  [price('input_cost_per_video_token_batches', 'input_video', { tier: 'batch' })],
  [price('output_cost_per_reasoning_token', 'reasoning')],
  [price('output_cost_per_reasoning_token_flex', 'reasoning', { tier: 'flex' })],
  [price('output_cost_per_reasoning_token_priority', 'reasoning', { tier: 'priority' })],
  [price('output_cost_per_audio_token', 'output_audio')],
  [price('output_cost_per_image_token', 'output_image')],
  [price('output_cost_per_video_token', 'output_video')],
  [price('citation_cost_per_token', 'citation')],
  [
    price('input_cost_per_character', 'input_character'),
    price('input_cost_per_character_above_128k_tokens', 'input_character', { above: 128_000 }),
  ],
  [
    price('output_cost_per_character', 'output_character'),
    price('output_cost_per_character_above_128k_tokens', 'output_character', { above: 128_000 }),
  ],
  [
    price('input_cost_per_image', 'input_image_count'),
    price('input_cost_per_image_above_128k_tokens', 'input_image_count', { above: 128_000 }),
  ],
  [price('output_cost_per_image', 'output_image_count')],
  [price('output_cost_per_image_512', 'output_image_count:512')],
  [price('output_cost_per_image_1024', 'output_image_count:1024')],
  [price('output_cost_per_image_1536', 'output_image_count:1536')],
  [price('input_cost_per_pixel', 'input_pixel')],
  [price('output_cost_per_pixel', 'output_pixel')],
  [price('input_cost_per_second', 'input_ms', { shift: 3 })],
  [price('output_cost_per_second', 'output_ms', { shift: 3 })],
  ...['480p', '720p', '768p', '1080p', '2k', '4k'].map((size) => [
    price(`output_cost_per_second_${size}`, `output_ms:${size}`, { shift: 3 }),
  ]),
  [
    price('input_cost_per_audio_per_second', 'input_audio_ms', { shift: 3 }),
    price('input_cost_per_audio_per_second_above_128k_tokens', 'input_audio_ms', {
      shift: 3,
      above: 128_000,
    }),
  ],
  [price('output_cost_per_audio_per_second', 'output_audio_ms', { shift: 3 })],
  [
    price('input_cost_per_video_per_second', 'input_video_ms', { shift: 3 }),
    price('input_cost_per_video_per_second_above_128k_tokens', 'input_video_ms', {
      shift: 3,
      above: 128_000,
    }),
  ],
  [price('output_cost_per_video_per_second', 'output_video_ms', { shift: 3 })],
  [price('input_cost_per_request', 'request')],
  [price('input_cost_per_query', 'query')],
  [price('ocr_cost_per_page', 'page')],
  [price('ocr_cost_per_page_batches', 'page', { tier: 'batch' })],
  [price('annotation_cost_per_page', 'annotated_page')],
  [price('annotation_cost_per_page_batches', 'annotated_page', { tier: 'batch' })],
  [price('google_maps_grounding_cost_per_query', 'maps_query')],
  [price('file_search_cost_per_1k_calls', 'file_search', { shift: 3 })],
  [price('code_interpreter_cost_per_session', 'code_session')],
  [price('computer_use_input_cost_per_1k_tokens', 'computer_input', { shift: 3 })],
  [price('computer_use_output_cost_per_1k_tokens', 'computer_output', { shift: 3 })],
];

const LEFT_OUT = {
  file_search_cost_per_gb_per_day: '0.1',
  vector_store_cost_per_gb_per_day: '0.10',
  cost_per_ptu_per_hour: '1.2',
  input_dbu_cost_per_token: '1.4286e-05',
  output_dbu_cost_per_token: '4.2857e-05',
  output_db_cost_per_token: '4.2857e-05',
  ocr_cost_per_credit: '0.001',
  guardrail_cost_per_unit: '0.00015',
  cache_creation_input_audio_token_cost: '3e-06',
  cost_per_second: '0.001',
  input_cost_per_video_per_second_above_8s_interval: '0.02',
  input_cost_per_video_per_second_above_15s_interval: '0.03',
  output_cost_per_hologram: '4',
};

/** Not prices. */
const OTHER = {
  supports_vision: 'true',
  supports_prompt_caching: 'true',
  supports_function_calling: 'false',
  supported_regions: '["global","eu-west-1"]',
  supported_endpoints: '["/v1/chat/completions"]',
  supported_modalities: '["text"]',
  deprecation_date: '"2027-01-31"',
  source: '"https://example.com/prices"',
  tpm: '1000000',
  rpm: '500',
  output_vector_size: '1536',
  max_images_per_prompt: '16',
  tool_use_system_prompt_tokens: '346',
  web_search_billing_unit: '"per_query"',
  metadata: '{"notes":"a note"}',
};

const random = mulberry32(SEED);
const below = (count) => Math.floor(random() * count);
const PROVIDERS = [
  'openai',
  'anthropic',
  'gemini',
  'vertex_ai-language-models',
  'bedrock_converse',
  'azure',
  'mistral',
  'xai',
];

const entries = [];
const expected = {
  entries: ENTRIES,
  priced: 0,
  free: 0,
  unpriced: [],
  refused: 0,
  fields: {},
  models: {},
};

for (let at = 0; at < ENTRIES; at += 1) writeEntry(at);

const text = `{\n"sample_spec": {"input_cost_per_token": 0.0, "max_tokens": "max input tokens, if the provider says"},\n${entries.join(',\n')}\n}\n`;
const here = (name) => new URL(name, import.meta.url);
writeFileSync(here('litellm-prices.json'), text);
expected.fields = Object.fromEntries(
  Object.entries(expected.fields).sort(([a], [b]) => (a < b ? -1 : 1)),
);
writeFileSync(here('litellm-prices.expected.json'), `${JSON.stringify(expected, null, 1)}\n`);

function writeEntry(at) {
  const name = nameOf(at);
  const made = { members: [], base: {}, serviceTiers: {}, uplifts: {} };
  const mode = at % 10 === 9 ? 'image_generation' : 'chat';
  metadata(made, at, mode);
  if (at % 50 === 7) unpricedEntry(made, name);
  else if (at % 50 === 8) freeEntry(made);
  else pricedEntry(made, at);
  if (at % 4 === 0) leaveOut(made, at);
  entries.push(`${JSON.stringify(name)}: {${shuffled(made.members).join(', ')}}`);
  account(name, made);
}

function nameOf(at) {
  const provider = PROVIDERS[at % PROVIDERS.length];
  return at % 3 === 0 ? `model-${at}` : `${provider}/model-${at}-2026-0${1 + (at % 9)}-01`;
}

function metadata(made, at, mode) {
  add(made, 'litellm_provider', JSON.stringify(PROVIDERS[at % PROVIDERS.length]), 'metadata');
  add(made, 'mode', JSON.stringify(mode), 'metadata');
  if (at % 2 === 0) add(made, 'max_tokens', '8192', 'metadata');
  if (at % 5 !== 0) add(made, 'max_input_tokens', at % 7 === 0 ? '1e6' : '128000', 'metadata');
  if (at % 5 !== 0) add(made, 'max_output_tokens', '16384', 'metadata');
  const others = Object.entries(OTHER);
  for (const step of [0, 1]) {
    const [field, value] = others[(at + step * 7) % others.length];
    add(made, field, value, 'left out');
  }
}

function unpricedEntry(made, name) {
  expected.unpriced.push(name);
  made.unpriced = true;
}

function freeEntry(made) {
  for (const [field, key] of [
    ['input_cost_per_token', 'input'],
    ['output_cost_per_token', 'output'],
  ]) {
    add(made, field, ['0', '0.0', '0e-9'][below(3)], 'price');
    made.base[key] = '0';
  }
  made.free = true;
}

function pricedEntry(made, at) {
  const chosen = new Set([at % PRICE_GROUPS.length, (at * 7 + 3) % PRICE_GROUPS.length]);
  for (let more = below(5); more > 0; more -= 1) chosen.add(below(PRICE_GROUPS.length));
  for (const group of chosen) for (const each of PRICE_GROUPS[group]) pricedField(made, each, at);
  if (at % 6 === 1) search(made);
  if (at % 11 === 2) bands(made);
  if (at % 12 === 5) uplifts(made);
  if (at % 13 === 4) factors(made);
  if (at % 17 === 3) {
    const hit = decimal();
    add(made, 'input_cost_per_token_cache_hit', numeral(hit), 'price');
    made.base.cached_input ??= plain(hit);
  }
}

function pricedField(made, { field, key, shift, tier, above }, at) {
  const makesImages = at % 10 === 9;
  const place = makesImages ? key.replace(/^input_(pixel|image_count)$/, 'output_$1') : key;
  if (tier !== null) made.serviceTiers[tier] ??= {};
  const prices = tier === null ? made.base : made.serviceTiers[tier];
  // Of a model that makes images, both sides state the price of the same image: one of them is enough here.
  if (makesImages && above === null && prices[place] !== undefined) return;
  const value = decimal();
  add(made, field, numeral(value), 'price');
  const text = plain(value, shift);
  if (above === null) prices[place] = text;
  else {
    const before = prices[place];
    const unit = typeof before === 'string' ? { price: before, tiers: [] } : before;
    unit.tiers.push({ above, price: text });
    prices[place] = unit;
  }
}

function search(made) {
  const sizes = ['low', 'medium', 'high'].map((size) => [size, decimal()]);
  made.members.push(
    `"search_context_cost_per_query": {${sizes.map(([size, value]) => `"search_context_size_${size}": ${numeral(value)}`).join(', ')}}`,
  );
  for (const [size, value] of sizes) {
    saw(`search_context_cost_per_query.search_context_size_${size}`, 'price');
    made.base[`web_search:${size}`] = plain(value);
    if (size === 'medium') made.base.web_search = plain(value);
  }
}

function bands(made) {
  const prices = [0, 32_000, 128_000].map((from) => ({
    from,
    input: decimal(),
    output: decimal(),
  }));
  made.members.push(
    `"tiered_pricing": [${prices.map(({ from, input, output }, at) => `{"range": [${from}, ${prices[at + 1]?.from ?? '1e6'}], "input_cost_per_token": ${numeral(input)}, "output_cost_per_token": ${numeral(output)}}`).join(', ')}]`,
  );
  for (const side of ['input', 'output']) {
    saw(`tiered_pricing[].${side}_cost_per_token`, 'price');
    const old = made.base[side];
    const kept =
      typeof old === 'object'
        ? old.tiers.filter(({ above }) => !prices.some(({ from }) => from === above))
        : [];
    const tiers = [
      ...kept,
      ...prices.slice(1).map((each) => ({ above: each.from, price: plain(each[side]) })),
    ];
    made.base[side] = {
      price: plain(prices[0][side]),
      tiers: tiers.sort((a, b) => a.above - b.above),
    };
  }
}

function uplifts(made) {
  for (const [field, region] of [
    ['regional_processing_uplift_multiplier_eu', 'eu'],
    ['regional_processing_uplift_multiplier_us', 'us'],
    ['regional_endpoint_uplift_multiplier', 'regional'],
  ]) {
    add(made, field, '1.10', 'price');
    made.uplifts[region] = '1.1';
  }
}

function factors(made) {
  made.members.push('"provider_specific_entry": {"us": 1.1}');
  saw('provider_specific_entry.us', 'price');
  made.uplifts.us = '1.1';
}

function leaveOut(made, at) {
  const all = Object.entries(LEFT_OUT);
  for (const step of [0, 5]) {
    const [field, value] = all[(at / 4 + step) % all.length];
    add(made, field, value, 'left out');
    expected.refused += 1;
  }
}

function add(made, field, value, use) {
  made.members.push(`${JSON.stringify(field)}: ${value}`);
  saw(field, use);
}

function saw(field, use) {
  expected.fields[field] ??= { use, entries: 0 };
  expected.fields[field].entries += 1;
}

function account(name, { base, serviceTiers, uplifts: regions, unpriced, free }) {
  if (unpriced) return;
  expected.priced += 1;
  if (free) expected.free += 1;
  expected.models[name] = sortedDeep({
    format: 1,
    base,
    ...(Object.keys(serviceTiers).length > 0 && { serviceTiers }),
    ...(Object.keys(regions).length > 0 && { uplifts: regions }),
  });
}

function sortedDeep(value) {
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortedDeep(value[key])]),
  );
}

/** A price as digits and the place of its point: 25 and 7 are 0.0000025. */
function decimal() {
  return { digits: String(1 + below(9_999_999)).replace(/0+$/, ''), places: 4 + below(9) };
}

/** The same number as JSON may write it. */
function numeral({ digits, places }) {
  const text = plain({ digits, places });
  const exponent = digits.length - 1 - places;
  const mantissa = digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`;
  const sign = exponent < 0 ? '-' : '+';
  const power = String(Math.abs(exponent));
  return [
    text,
    `${text.includes('.') ? text : `${text}.0`}00`,
    `${mantissa}e${sign}${power.padStart(2, '0')}`,
    `${mantissa}E${sign}${power}`,
  ][below(4)];
}

/** Plain decimal text, for a unit whose price moves the point by `shift`. */
function plain({ digits, places }, shift = 0) {
  const scale = places + shift;
  const padded = digits.padStart(scale + 1, '0');
  const whole = padded.slice(0, padded.length - scale);
  const part = padded.slice(padded.length - scale).replace(/0+$/, '');
  return part === '' ? whole : `${whole}.${part}`;
}

function shuffled(list) {
  const left = [...list];
  return list.map(() => left.splice(below(left.length), 1)[0]);
}

function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
