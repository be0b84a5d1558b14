// What it costs to let a call in: a hold on every budget it falls under, its charge, its release.
// See README.md for what each figure means.
import { pathToFileURL } from 'node:url';
import { fixed, medians, table } from './lib/figures.mjs';
import { NO_RECORD } from './lib/no-record.mjs';
import { readOptions } from './lib/options.mjs';
import { machine, saveResults } from './lib/results.mjs';
import { serverModule } from './lib/server-package.mjs';

const DEFAULTS = { rounds: 5, calls: 300_000, customers: 1_000, budgets: 100_000 };
const SCOPES = [0, 1, 5, 20];

const { BudgetEngine, NO_RULES } = await serverModule('budgets/index.js');
const { systemClock: clock } = await serverModule('kernel/index.js');

/** Calls let in one after another, by the number of budgets each falls under; prints medians and keeps the figures. */
export async function benchAdmission(args) {
  const options = readOptions(args, DEFAULTS);
  const cases = SCOPES.flatMap((scopes) =>
    [false, true].map((limited) => ({ scopes, limited, rounds: [] })),
  );
  for (const each of cases) await measure(each, { ...options, calls: 50_000 });
  for (let round = 0; round < options.rounds; round += 1) {
    for (const each of cases) each.rounds.push(await measure(each, options));
  }
  const figures = cases.map(({ scopes, limited, rounds }) => ({
    ...{ scopes, limited },
    ...medians(rounds),
    rounds,
  }));
  const rows = figures.map(({ scopes, limited, microsPerCall }) => [
    String(scopes),
    limited ? 'yes' : 'no',
    fixed(microsPerCall, 2),
  ]);
  console.log(table(['budgets a call falls under', 'rate limits too', 'µs a call'], rows));
  const changes = [];
  for (const budgets of [options.budgets / 100, options.budgets / 10, options.budgets]) {
    changes.push({
      budgets: Math.ceil(budgets),
      ...(await measureChange(Math.ceil(budgets), options)),
    });
  }
  const changeRows = changes.map((each) => [
    String(each.budgets),
    fixed(each.allMs, 1),
    fixed(each.changeMs, 1),
  ]);
  console.log(`\n${table(['budgets', 'ms to arrange all', 'ms for one changed'], changeRows)}`);
  await saveResults('admission', { machine: machine(), options, figures, changes });
}

/** Microseconds for one call: let in, charged, recorded, released. */
async function measure({ scopes, limited }, { calls, customers }) {
  const engine = new BudgetEngine({
    rules: { load: async () => rulesWith({ scopes, limited }) },
    spend: NO_RECORD,
    clock,
  });
  await engine.start();
  const facts = Array.from({ length: customers }, (_, at) => factsOf(`customer-${at}`));
  for (const call of facts) await engine.admission.admit(call, NEED, CALLER);
  const startedMs = performance.now();
  for (let at = 0; at < calls; at += 1) {
    const result = engine.admission.admit(facts[at % customers], NEED, CALLER);
    if (result instanceof Promise || !result.ok) throw new Error('a call was not let in at once');
    const key = `call-${at}:1`;
    result.value.post({ key, provider: 'openai', chargePico: 1_000n, tokens: 100 });
    result.value.release();
    engine.ledger.unrecorded.delete(key);
  }
  return { microsPerCall: ((performance.now() - startedMs) * 1_000) / calls };
}

/** Milliseconds until rules hold, with a count of each budget in memory: all of them new, and one changed. */
async function measureChange(count, { rounds: times }) {
  const made = () =>
    Array.from({ length: count }, (_, at) => ({
      ...BUDGET,
      id: `budget-${at}`,
      scope: { customer: `customer-${at}` },
    }));
  let budgets = made();
  const rules = { load: async () => ({ ...NO_RULES, budgets }) };
  const engine = new BudgetEngine({ rules, spend: NO_RECORD, clock });
  await engine.start();
  await Promise.all(budgets.map(({ id }) => engine.state(id)));
  const rounds = [];
  for (let round = 0; round < times; round += 1) {
    budgets = made();
    const allMs = timed(() => engine.setRules({ ...NO_RULES, budgets }));
    budgets = budgets.with(round, { ...budgets[round], limitPico: BigInt(round) });
    const changeMs = timed(() => engine.setRules({ ...NO_RULES, budgets }));
    rounds.push({ allMs, changeMs });
  }
  return medians(rounds);
}

function timed(work) {
  const startedMs = performance.now();
  work();
  return performance.now() - startedMs;
}

const BUDGET = {
  limitPico: 10n ** 24n,
  kind: 'hard',
  window: { kind: 'calendar', unit: 'month', timeZone: 'UTC' },
  thresholds: [],
  raises: [],
  resetAt: null,
};

const CALLER = { deadlineMs: Infinity, isGone: () => false, onGone: () => () => undefined };
const NEED = {
  fixedPico: 100_000n,
  perTokenPico: 2_000n,
  outputTokens: 500,
  floorTokens: 16,
  openEnded: false,
  inputTokens: 100,
  leaseUntilMs: Number.MAX_SAFE_INTEGER,
};

function factsOf(customer) {
  return {
    id: 'call',
    teamId: 'team',
    userId: 'user',
    apiKeyId: 'key',
    customer,
    tags: ['feature:chat', 'region:eu'],
    model: 'gpt-4o',
    providers: ['openai'],
  };
}

/** In this order: a customer's own first, by the tier all customers are on. */
const WITHIN = [
  {},
  { apiKeyId: 'key' },
  { teamId: 'team' },
  { model: 'gpt-4o' },
  { tag: 'feature:chat' },
  { userId: 'user' },
  { teamId: 'team', userId: 'user' },
  { provider: 'openai' },
  { apiKeyId: 'key', model: 'gpt-4o' },
  { tag: 'region:eu' },
];

function rulesWith({ scopes, limited }) {
  const budgets = Array.from({ length: scopes }, (_, at) => ({
    ...BUDGET,
    id: `budget-${at}`,
    scope: WITHIN[at % WITHIN.length],
    window: { kind: 'calendar', unit: at < WITHIN.length ? 'month' : 'day', timeZone: 'UTC' },
  }));
  const [first, ...others] = budgets;
  const limits = { requestsPerMinute: 10 ** 9, tokensPerMinute: 10 ** 12, maxParallel: 10 ** 6 };
  const none = { requestsPerMinute: null, tokensPerMinute: null, maxParallel: null };
  const tier = {
    id: 'tier',
    name: 'tier',
    limits: limited ? limits : none,
    budgets: first === undefined ? [] : [{ ...first, within: {} }],
    models: null,
  };
  return { ...NO_RULES, budgets: others, tiers: [tier], defaultTierId: 'tier' };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await benchAdmission(process.argv.slice(2));
}
