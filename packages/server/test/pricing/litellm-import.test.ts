import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { encodePrices, type ImportReport, importLitellmPrices } from '../../src/pricing/index.ts';

/** Made by `make-litellm-prices.mjs`: 300 entries that have every field, and what they come to. */
const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const FILE = read('litellm-prices.json');
const EXPECTED: {
  entries: number;
  priced: number;
  free: number;
  unpriced: string[];
  refused: number;
  fields: Record<string, { use: string; entries: number }>;
  models: Record<string, unknown>;
} = JSON.parse(read('litellm-prices.expected.json'));

function imported(text: string) {
  const result = importLitellmPrices(text);
  if (!result.ok) throw new Error(result.error);
  const { models, report } = result.value;
  return { report, models, byName: new Map(models.map((model) => [model.name, model])) };
}
const only = (fields: string, name = 'm') => imported(`{"${name}": ${fields}}`);
const pricesOf = (fields: string) => {
  const model = only(fields).models[0];
  return model === undefined ? null : encodePrices(model.prices);
};
const refusals = ({ refused }: ImportReport) => refused.map(({ field, why }) => `${field}: ${why}`);

describe('a price map of 300 entries with every field', () => {
  const { report, byName } = imported(FILE);

  test('every price is the number its text says, under the dimension it is for', () => {
    const read = Object.fromEntries(
      [...byName].map(([name, { prices }]) => [name, encodePrices(prices)]),
    );
    expect(read).toEqual(EXPECTED.models);
  });

  test('the report counts every entry', () => {
    const { entries, priced, free, unpriced, refused } = report;
    expect({ entries, priced, free, unpriced, refused: refused.length }).toEqual({
      entries: EXPECTED.entries,
      priced: EXPECTED.priced,
      free: EXPECTED.free,
      unpriced: EXPECTED.unpriced,
      refused: EXPECTED.refused,
    });
  });

  test('the report counts every field, and says why what is left out is', () => {
    const counted = Object.fromEntries(
      report.fields.map(({ field, use, entries }) => [field, { use, entries }]),
    );
    expect(counted).toEqual(EXPECTED.fields);
    for (const { use, why } of report.fields) expect(why === null).toBe(use !== 'left out');
  });

  test('says how much a model takes and gives', () => {
    expect(byName.get('model-21')).toMatchObject({
      provider: 'azure',
      mode: 'chat',
      maxInputTokens: 1_000_000,
      maxOutputTokens: 16_384,
    });
  });
});

test('docs/litellm-prices.md says of every field what becomes of it', () => {
  const page = read('../../../../docs/litellm-prices.md');
  const markers =
    /_above_(?!1hr)\w+?_tokens|_(batches|flex|priority|ultrafast)$|_(\d+p|[24]k|\d{3,4})$/g;
  const prices = Object.entries(EXPECTED.fields).filter(([field]) =>
    /cost|pric|uplift|entry/.test(field),
  );
  const silent = prices
    .map(([field]) => field.replaceAll(markers, ''))
    .filter(
      (field) =>
        field !== 'output_cost_per_hologram' && !page.includes(field.replace(/\[\].*/, '[]')),
    );
  expect(silent).toEqual([]);
});

describe('a price', () => {
  test.each([
    ['2.5e-06', '0.0000025'],
    ['0.1', '0.1'],
    ['8.333333333333334e-08', '0.00000008333333333333334'],
    ['1e-20', '0.00000000000000000001'],
    ['12345678901234567e-30', '0.000000000000012345678901234567'],
    ['"3e-7"', '0.0000003'],
  ])('written %s is %s', (written, text) => {
    expect(pricesOf(`{"input_cost_per_token": ${written}}`)?.base).toEqual({ input: text });
  });

  test.each([
    ['-1', 'input_cost_per_token: "-1" is not a number of US dollars'],
    ['1e99', 'input_cost_per_token: "1e99" is not a number of US dollars'],
    ['true', 'input_cost_per_token: true is not a number of US dollars'],
    ['"free"', 'input_cost_per_token: "free" is not a number of US dollars'],
    ['[1]', 'input_cost_per_token: ["1"] is not a number of US dollars'],
  ])('written %s is left out and said so', (written, problem) => {
    const { models, report } = only(`{"input_cost_per_token": ${written}}`);
    expect(models).toEqual([]);
    expect(refusals(report)).toEqual([problem]);
    expect(report.unpriced).toEqual(['m']);
  });

  test('of null is none', () => {
    expect(pricesOf('{"input_cost_per_token": null}')).toBeNull();
  });

  test('above a length of input needs the one below it', () => {
    const { report } = only('{"input_cost_per_token_above_200k_tokens": 1e-6}');
    expect(refusals(report)).toEqual([
      'input_cost_per_token_above_200k_tokens: the price below this length of input is missing',
    ]);
  });

  test('of bands of input holds over the flat one, wherever it stands', () => {
    const bands =
      '[{"range":[0,32000],"input_cost_per_token":1e-6},{"range":[32e3,1e6],"input_cost_per_token":2e-6}]';
    expect(pricesOf(`{"tiered_pricing": ${bands}, "input_cost_per_token": 9e-6}`)?.base).toEqual({
      input: { price: '0.000001', tiers: [{ above: 32_000, price: '0.000002' }] },
    });
  });

  test('for answering fast is the factor times every price of the model', () => {
    const fields =
      '{"input_cost_per_token": 5e-6, "provider_specific_entry": {"fast": 6.0, "us": 1.1}}';
    expect(pricesOf(fields)).toEqual({
      format: 1,
      base: { input: '0.000005' },
      serviceTiers: { fast: { input: '0.00003' } },
      uplifts: { us: '1.1' },
    });
  });
});

describe('a model', () => {
  test.each([
    ['gpt-4o', 'openai', 'openai/gpt-4o'],
    ['azure/gpt-4o', 'azure', 'azure/gpt-4o'],
    ['gemini-2.5-pro', 'vertex_ai-language-models', 'vertex_ai/gemini-2.5-pro'],
    ['vertex_ai/claude-3-opus', 'vertex_ai-anthropic_models', 'vertex_ai/claude-3-opus'],
    ['anthropic.claude-v2', 'bedrock_converse', 'bedrock/anthropic.claude-v2'],
    ['bedrock/us-east-1/anthropic.claude-v2', 'bedrock', 'bedrock/us-east-1/anthropic.claude-v2'],
    ['openrouter/openai/gpt-4o', 'openrouter', 'openrouter/openai/gpt-4o'],
  ])('%s of %s is called %s', (name, provider, subject) => {
    const fields = `{"input_cost_per_token": 1, "litellm_provider": "${provider}"}`;
    expect(only(fields, name).models.map((model) => model.subject)).toEqual([subject]);
  });

  test('that two entries price differently is taken from the one that names its provider, or not at all', () => {
    const entry = (price: number, provider: string) =>
      `{"input_cost_per_token": ${price}, "litellm_provider": "${provider}"}`;
    const { models, report } = imported(`{
      "gemini-x": ${entry(1, 'vertex_ai-language-models')}, "vertex_ai/gemini-x": ${entry(2, 'vertex_ai')},
      "titan": ${entry(3, 'bedrock')}, "bedrock_converse/titan": ${entry(4, 'bedrock_converse')},
      "same": ${entry(5, 'bedrock')}, "bedrock_converse/same": ${entry(5, 'bedrock_converse')}
    }`);
    expect(models.map(({ name }) => name)).toEqual(['vertex_ai/gemini-x', 'same']);
    expect(report.refused.map(({ entry }) => entry)).toEqual([
      'gemini-x',
      'titan',
      'bedrock_converse/titan',
    ]);
  });
});

describe('images', () => {
  test('the entries for its sizes are one model, a size priced by the pixel at so many times one', () => {
    const { models } = imported(`{
      "256-x-256/dall-e-2": {"mode": "image_generation", "input_cost_per_pixel": 2.4414e-07, "output_cost_per_pixel": 0.0},
      "hd/1024-x-1792/dall-e-3": {"mode": "image_generation", "output_cost_per_image": 0.12},
      "standard/1024-x-1024/dall-e-3": {"mode": "image_generation", "output_cost_per_image": 0.04},
      "dall-e-3": {"mode": "image_generation", "output_cost_per_image": 0.05},
      "azure/hd/1024-x-1024/dall-e-3": {"mode": "image_generation", "output_cost_per_image": 0.08},
      "512-x-512/50-steps/stability.sd": {"mode": "image_generation", "output_cost_per_image": 0.018}
    }`);
    expect(models.map(({ name, prices }) => [name, prices && encodePrices(prices).base])).toEqual([
      ['dall-e-2', { 'output_image_count:256x256': '0.01599995904' }],
      [
        'dall-e-3',
        {
          output_image_count: '0.05',
          'output_image_count:hd/1024x1792': '0.12',
          'output_image_count:standard/1024x1024': '0.04',
        },
      ],
      ['azure/dall-e-3', { 'output_image_count:hd/1024x1024': '0.08' }],
      ['stability.sd', { 'output_image_count:50-steps/512x512': '0.018' }],
    ]);
  });
});

describe('a file that is none', () => {
  test.each([
    ['', 'the file is not JSON'],
    ['{"a": 01}', 'the file is not JSON'],
    ['[]', 'must be a JSON object'],
    ['null', 'must be a JSON object'],
    ['7', 'must be a JSON object'],
  ])('%j is refused as a whole', (text, problem) => {
    const result = importLitellmPrices(text);
    expect(result.ok ? '' : result.error).toContain(problem);
  });

  test('an entry that is no object, and names of every object, do no harm', () => {
    const { models, report } = imported(
      '{"a": 7, "__proto__": {"input_cost_per_token": 1e-6}, "constructor": {"input_cost_per_token": 2e-6}}',
    );
    expect(models.map(({ name }) => name)).toEqual(['__proto__', 'constructor']);
    expect(report.refused).toEqual([{ entry: 'a', field: '', why: 'is not an object' }]);
  });
});
