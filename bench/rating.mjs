// What rating a call costs: rate() beside what a gateway that prices in floats does, and beside the
// calculator that the shipped catalogue comes with. See README.md for what each figure means.
import { pathToFileURL } from 'node:url';
import { fixed, medians, table } from './lib/figures.mjs';
import { readOptions } from './lib/options.mjs';
import { machine, saveResults } from './lib/results.mjs';
import { serverModule, serverPackage } from './lib/server-package.mjs';

const DEFAULTS = { rounds: 7, calls: 400_000 };
const CALLS = 1_024;

const { NO_USAGE, rate, shippedBook } = await serverModule('pricing/index.js');
const { calcPrice } = serverPackage('@pydantic/genai-prices');

/** Every kind of call under every way of pricing it, interleaved; prints the medians and keeps the figures. */
export async function benchRating(args) {
  const options = readOptions(args, DEFAULTS);
  const cases = KINDS.flatMap((kind) =>
    WAYS.map((way) => ({ kind, way, run: way.prepare(kind), rounds: [] })),
  );
  for (const each of cases) measure(each, options.calls / 4);
  for (let round = 0; round < options.rounds; round += 1) {
    for (const each of cases) each.rounds.push(measure(each, options.calls));
  }
  const figures = cases.map(({ kind, way, rounds }) => ({
    ...{ call: kind.name, way: way.name },
    ...medians(rounds),
    rounds,
  }));
  print(figures);
  await saveResults('rating', { machine: machine(), options, figures });
}

const KINDS = [
  {
    name: 'plain chat',
    usageOf: (at) => ({ ...NO_USAGE, inputTokens: 1_200 + at, outputTokens: 300 + (at % 97) }),
  },
  {
    name: 'cached, with reasoning',
    usageOf: (at) => ({
      ...NO_USAGE,
      inputTokens: 12_000 + at,
      cachedInputTokens: 8_000,
      outputTokens: 900 + (at % 97),
      reasoningTokens: 600,
    }),
  },
  {
    name: 'every part and tools',
    usageOf: (at) => ({
      ...NO_USAGE,
      inputTokens: 12_000 + at,
      cachedInputTokens: 8_000,
      cacheWriteTokens: 2_000,
      outputTokens: 900 + (at % 97),
      reasoningTokens: 600,
      units: { cache_write_1h: 1_000, web_search: 2 },
    }),
  },
];

/** One list of prices for all: those of a model with a context tier, caches and a tool. */
const LISTED = {
  input: { base: 3e-6, above: 6e-6 },
  output: { base: 15e-6, above: 22.5e-6 },
  cached_input: { base: 0.3e-6, above: 0.6e-6 },
  cache_write: { base: 3.75e-6, above: 7.5e-6 },
  cache_write_1h: { base: 6e-6, above: 12e-6 },
};
const SEARCH = 0.01;

const WAYS = [
  { name: 'floats, written out', prepare: () => floats },
  {
    name: 'rate()',
    prepare: () => {
      const place = { layer: 'catalogue', subject: 'anthropic/claude-sonnet-4-5' };
      const { prices } = shippedBook().find([place], Date.parse('2026-11-25T00:00:00Z')).price;
      return (usage) => Number(rate(usage, prices).total);
    },
  },
  { name: 'genai-prices calcPrice()', prepare: () => calculated },
];

/** The least a gateway can do: no lines, no exactness, no way to say that a price is missing. */
function floats(usage) {
  const at = usage.inputTokens > 200_000 ? 'above' : 'base';
  const long = usage.units?.cache_write_1h ?? 0;
  const plain = usage.inputTokens - usage.cachedInputTokens - usage.cacheWriteTokens;
  return (
    plain * LISTED.input[at] +
    usage.cachedInputTokens * LISTED.cached_input[at] +
    (usage.cacheWriteTokens - long) * LISTED.cache_write[at] +
    long * LISTED.cache_write_1h[at] +
    usage.outputTokens * LISTED.output[at] +
    (usage.units?.web_search ?? 0) * SEARCH
  );
}

function calculated(usage) {
  const long = usage.units?.cache_write_1h;
  const asked = {
    input_tokens: usage.inputTokens,
    cache_read_tokens: usage.cachedInputTokens,
    cache_write_tokens: usage.cacheWriteTokens,
    output_tokens: usage.outputTokens,
    ...(long !== undefined && { cache_write_1h_tokens: long, cache_write_5m_tokens: 1_000 }),
    ...(usage.units?.web_search !== undefined && { web_searches: usage.units.web_search }),
  };
  return calcPrice(asked, 'claude-sonnet-4-5', { providerId: 'anthropic' }).total_price;
}

function measure({ kind, run }, calls) {
  const usages = Array.from({ length: CALLS }, (_, at) => kind.usageOf(at));
  const count = run === calculated ? Math.ceil(calls / 20) : calls;
  let sum = 0;
  const begun = process.hrtime.bigint();
  for (let call = 0; call < count; call += 1) sum += run(usages[call % CALLS]);
  const ns = Number(process.hrtime.bigint() - begun);
  if (!(sum > 0)) throw new Error('nothing was priced');
  return { usPerCall: ns / 1_000 / count };
}

function print(figures) {
  const rows = figures.map(({ call, way, usPerCall }) => {
    const of = (name) => figures.find((each) => each.call === call && each.way === name).usPerCall;
    return [
      call,
      way,
      fixed(usPerCall, 3),
      `${fixed(usPerCall / of('floats, written out'), 1)}×`,
      `${fixed(of('genai-prices calcPrice()') / usPerCall, 1)}× as fast`,
    ];
  });
  console.log(table(['call', 'way', 'µs per call', 'of floats', 'of calcPrice()'], rows));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await benchRating(process.argv.slice(2));
}
