const TOTALS =
  'totals { calls failedCalls inputTokens outputTokens cost { amount } charge { amount } }';
const ROWS = `rows(first: 50) { nodes { label ${TOTALS} } }`;
const SERIES = 'series { label values }';

const usage = (options, parts) => `{ usage(${options}) { ${parts} } }`;
const MONTH = 'range: { preset: LAST_MONTH }';
const YEAR = 'range: { preset: LAST_YEAR }';

/** A report and what one would ask the raw events for instead: [name, GraphQL, group by, condition]. */
export const USAGE = [
  ['totals', usage(MONTH, TOTALS), 'provider is null'],
  ['by day', usage(`${MONTH}, groupBy: [DAY]`, ROWS), "date_trunc('day', occurred_at)"],
  [
    'by model, with series',
    usage(`${MONTH}, groupBy: [MODEL]`, `${TOTALS} ${ROWS} ${SERIES}`),
    'model',
  ],
  ['by provider', usage(`${MONTH}, groupBy: [PROVIDER]`, `${TOTALS} ${ROWS}`), 'provider'],
  [
    'by customer, the first 50',
    usage(`${MONTH}, groupBy: [CUSTOMER]`, `${TOTALS} ${ROWS}`),
    'customer_external_id',
  ],
  ['by team', usage(`${MONTH}, groupBy: [TEAM]`, `${TOTALS} ${ROWS}`), 'team_id'],
  ['by API key', usage(`${MONTH}, groupBy: [API_KEY]`, `${TOTALS} ${ROWS}`), 'api_key_id'],
  ['by tag', usage(`${MONTH}, groupBy: [TAG]`, `${TOTALS} ${ROWS}`), 'tags'],
  [
    'by model and status',
    usage(`${MONTH}, groupBy: [MODEL, STATUS]`, `${TOTALS} ${ROWS}`),
    'model, status',
  ],
  [
    'one customer, by day',
    usage(
      `${MONTH}, groupBy: [DAY], filter: { customers: ["customer-000042"] }`,
      `${TOTALS} ${ROWS}`,
    ),
    "date_trunc('day', occurred_at)",
    "customer_external_id = 'customer-000042'",
  ],
].map(([name, query, group, condition = 'true']) => ({
  name,
  query,
  naive: `select ${group}, count(*), sum(input_tokens), sum(output_tokens), sum(cost), sum(charge)
    from spend_event
    where occurred_at >= date_trunc('month', now(), 'UTC') - interval '1 month'
      and occurred_at < date_trunc('month', now(), 'UTC') and ${condition}
    group by ${group} order by sum(charge) desc limit 50`,
}));

const CUSTOMERS = `nodes { externalId totals(range: { preset: LAST_MONTH }) { calls charge { amount } } } totalCount { value }`;

export const CUSTOMER_LIST = [
  { name: '50 by spend of a month', query: `{ customers(first: 50, ${MONTH}) { ${CUSTOMERS} } }` },
  {
    name: '50 by a part of the id',
    query: `{ customers(first: 50, ${MONTH}, search: "r-0421") { ${CUSTOMERS} } }`,
  },
  {
    name: '50 by spend of all time',
    query: '{ customers(first: 50) { nodes { externalId } totalCount { value } } }',
  },
].map((each) => ({
  ...each,
  naive: `select customer_external_id, count(*), sum(charge) from spend_event
    where occurred_at >= date_trunc('month', now(), 'UTC') - interval '1 month'
    group by 1 order by 3 desc limit 50`,
}));

const search = (filter, rest = YEAR) =>
  `{ spendEvents(first: 50, ${rest}${filter === '' ? '' : `, filter: { ${filter} }`}) {
    nodes { callId occurredAt model status charge { amount } durationMs } } }`;

export const SEARCH = [
  ['latest', search('')],
  [
    'of one customer',
    search('customers: ["customer-000042"]'),
    "customer_external_id = 'customer-000042'",
  ],
  [
    'of a rare customer',
    search('customers: ["customer-099990"]'),
    "customer_external_id = 'customer-099990'",
  ],
  ['failed', search('statuses: [FAILED]'), "status = 'failed'"],
  [
    'of a model and a tag',
    search('models: ["model-3"], tags: ["feature:7"]'),
    "model = 'model-3' and tags @> '{feature:7}'",
  ],
  ['of a model that nobody used', search('models: ["model-99"]'), "model = 'model-99'"],
  ['above a charge', search('charge: { min: "0.0123" }'), 'charge >= 0.0123'],
  ['longer than', search('durationMs: { min: 20190 }'), 'duration_ms >= 20190'],
  ['the dearest of the year', search('', `${YEAR}, orderBy: CHARGE_DESC`), 'true', 'charge'],
  ['the slowest of the year', search('', `${YEAR}, orderBy: DURATION_DESC`), 'true', 'duration_ms'],
  ['with an error that contains', search('errorText: "UPSTREAM"'), "error_code ilike '%UPSTREAM%'"],
].map(([name, query, condition = 'true', order = 'occurred_at']) => ({
  name,
  query,
  naive: `select model, count(*), max(${order}) from spend_event where ${condition} group by 1`,
}));
