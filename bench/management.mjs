/**
 * How long the ten commonest operations of the management API take: `node bench/management.mjs`. Asks the server
 * at TOLLGATE_URL with TOLLGATE_TOKEN; changes nothing there.
 */
const url = process.env.TOLLGATE_URL ?? 'http://127.0.0.1:4000';
const token = process.env.TOLLGATE_TOKEN ?? process.env.TOLLGATE_MASTER_KEY;
const RUNS = 100;

const TOTALS = 'totals(range: { preset: LAST_30_DAYS }) { calls charge { amount } }';
const OPERATIONS = {
  viewer: '{ viewer { name role grants { permission } } }',
  'usage by customer, 30 days': `{ usage(range: { preset: LAST_30_DAYS }, groupBy: [CUSTOMER]) {
    totals { calls charge { amount } } series { label values } rows(first: 50) { nodes { label totals { charge { amount } } } } } }`,
  'usage by day and model': `{ usage(range: { preset: LAST_30_DAYS }, groupBy: [DAY, MODEL]) {
    rows(first: 100) { nodes { key totals { charge { amount } } } } } }`,
  '50 customers by spend': `{ customers(first: 50, range: { preset: LAST_30_DAYS }) {
    nodes { externalId ${TOTALS} } totalCount { value } } }`,
  '1 customer': `{ customers(first: 1) { nodes { externalId tier { name } budgets { state { posted { amount } } } ${TOTALS} } } }`,
  '50 latest calls': `{ spendEvents(first: 50) { nodes { callId model charge { amount } customer { externalId } apiKey { alias } } } }`,
  '50 keys': `{ apiKeys(first: 50) { nodes { alias lastUsedAt owner { name } team { name } ${TOTALS} } } }`,
  '50 budgets': `{ budgets(first: 50) { nodes { limit { amount } scope { key } state { posted { amount } } } } }`,
  '50 models': '{ models(first: 50) { nodes { name price { name } } } }',
  '50 entries of the audit log':
    '{ auditEntries(first: 50) { nodes { operation actorName outcome } } }',
};

async function ask(query) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  const { errors } = await response.json();
  if (errors) throw new Error(errors.map(({ message }) => message).join('\n'));
}

console.log(
  `${'operation'.padEnd(30)}  p50 ms  p95 ms  max ms   (${RUNS} runs each, one at a time)`,
);
for (const [name, query] of Object.entries(OPERATIONS)) {
  for (let i = 0; i < 10; i += 1) await ask(query);
  const times = [];
  for (let i = 0; i < RUNS; i += 1) {
    const start = performance.now();
    await ask(query);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(RUNS - 1, Math.floor(share * RUNS))].toFixed(1).padStart(6);
  console.log(`${name.padEnd(30)}  ${at(0.5)}  ${at(0.95)}  ${at(1)}`);
}
