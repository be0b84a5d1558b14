import type { Api, Caller } from '../testkit/api-harness.ts';

/** What tests ask of budgets over GraphQL. */

const BUDGET = `{
  id revision limit { amount } kind thresholds configured createdBy
  scope { key customer apiKey { alias } }
  window { period timeZone anchor }
  state { status limit { amount } posted { amount } pending { amount } available { amount }
          percentUsed percentTaken thresholdsReached startsAt resetsAt }
}`;
const ERRORS = 'userErrors { code path message }';
const TIER = `{
  id name revision isDefault requestsPerMinute tokensPerMinute maxParallel models
  budgets { limit { amount } window { period timeZone } kind thresholds model }
}`;

const OPERATIONS = {
  setBudget: `mutation ($input: SetBudgetInput!) { setBudget(input: $input) { budget ${BUDGET} ${ERRORS} } }`,
  removeBudget: `mutation ($id: ID!, $expectedRevision: Int) {
    removeBudget(id: $id, expectedRevision: $expectedRevision) { removedId ${ERRORS} } }`,
  raiseBudget: `mutation ($input: RaiseBudgetInput!, $idempotencyKey: String!) {
    raiseBudget(input: $input, idempotencyKey: $idempotencyKey) { budget ${BUDGET} ${ERRORS} } }`,
  resetBudget: `mutation ($input: ResetBudgetInput!, $idempotencyKey: String!) {
    resetBudget(input: $input, idempotencyKey: $idempotencyKey) { budget ${BUDGET} ${ERRORS} } }`,
  createTier: `mutation ($input: CreateTierInput!) { createTier(input: $input) { tier ${TIER} ${ERRORS} } }`,
  updateTier: `mutation ($id: ID!, $expectedRevision: Int!, $input: UpdateTierInput!) {
    updateTier(id: $id, expectedRevision: $expectedRevision, input: $input) { tier ${TIER} ${ERRORS} } }`,
  deleteTier: `mutation ($id: ID!, $expectedRevision: Int!, $moveCustomersTo: ID) {
    deleteTier(id: $id, expectedRevision: $expectedRevision, moveCustomersTo: $moveCustomersTo) {
      deletedId ${ERRORS} } }`,
  assignTier: `mutation ($tier: ID, $customers: [String!]!) {
    assignTier(tier: $tier, customers: $customers) { tier ${TIER} ${ERRORS} } }`,
  blockCustomer: `mutation ($customer: String!, $reason: String!) {
    blockCustomer(customer: $customer, reason: $reason) {
      block { subject subjectId reason since blockedBy } ${ERRORS} } }`,
  unblockCustomer: `mutation ($customer: String!) {
    unblockCustomer(customer: $customer) { block { reason } ${ERRORS} } }`,
  block: `mutation ($subject: BlockedSubjectInput!, $reason: String!) {
    block(subject: $subject, reason: $reason) { block { subject subjectId reason } ${ERRORS} } }`,
  unblock: `mutation ($subject: BlockedSubjectInput!) {
    unblock(subject: $subject) { block { reason } ${ERRORS} } }`,
  setRateLimit: `mutation ($input: SetRateLimitInput!) {
    setRateLimit(input: $input) {
      rateLimit { scope { key } requestsPerMinute tokensPerMinute maxParallel revision configured } ${ERRORS} } }`,
  previewBudget: `query ($input: PreviewBudgetInput!) {
    previewBudget(input: $input) {
      preview { from to calls affectedCalls affectedCharge { amount } affectedCustomers } ${ERRORS} } }`,
  budgets: `query ($first: Int! = 50, $after: String, $scope: BudgetScopeInput) {
    budgets(first: $first, after: $after, scope: $scope) { nodes ${BUDGET} pageInfo { endCursor hasNextPage } } }`,
  budget: `query ($id: ID!) { budget(id: $id) ${BUDGET} }`,
  tiers: `query ($first: Int! = 50, $after: String) {
    tiers(first: $first, after: $after) {
      nodes { ...T customers(first: 1) { totalCount { value } } } pageInfo { endCursor hasNextPage } } }
    fragment T on Tier ${TIER}`,
  customer: `query ($externalId: String!) {
    customer(externalId: $externalId) {
      tier { name isDefault } block { reason since } budgets ${BUDGET} } }`,
  setPrepaid: `mutation ($customer: String!, $isPrepaid: Boolean!, $expectedRevision: Int!) {
    setPrepaid(customer: $customer, isPrepaid: $isPrepaid, expectedRevision: $expectedRevision) {
      prepaidWallet { isPrepaid available { amount } } ${ERRORS} } }`,
  grantCredit: `mutation ($input: CreditGrantInput!, $idempotencyKey: String!) {
    grantCredit(input: $input, idempotencyKey: $idempotencyKey) { creditGrant { id } ${ERRORS} } }`,
  voidCreditGrant: `mutation ($id: ID!, $reason: String!, $idempotencyKey: String!) {
    voidCreditGrant(id: $id, reason: $reason, idempotencyKey: $idempotencyKey) {
      creditGrant { state } ${ERRORS} } }`,
  prepaidWallet: `query ($customer: String!) {
    prepaidWallet(customer: $customer) { balance { amount } unbilled { amount } available { amount } } }`,
  generateInvoices: `mutation ($customers: [String!]!) {
    generateInvoices(customers: $customers) { run { invoices { nodes { id } } } ${ERRORS} } }`,
  finaliseInvoice: `mutation ($id: ID!, $expectedRevision: Int!, $idempotencyKey: String!) {
    finaliseInvoice(id: $id, expectedRevision: $expectedRevision, idempotencyKey: $idempotencyKey) {
      invoice { totals { credits { amount } } } ${ERRORS} } }`,
  usage: `query ($range: RangeInput!, $filter: UsageFilter) {
    usage(range: $range, filter: $filter) { totals { calls charge { amount } } } }`,
} as const;

export type Operation = keyof typeof OPERATIONS;

/** Runs one and gives what its field answers; errors of the request itself fail the test. */
export async function ask(
  api: Pick<Api, 'graphql'>,
  operation: Operation,
  variables: Record<string, unknown> = {},
  caller?: Caller,
) {
  const { data, errors } = await api.graphql(OPERATIONS[operation], variables, caller);
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data[operation];
}

/** The code that the whole request is refused with. */
export async function refusalOf(
  api: Pick<Api, 'graphql'>,
  operation: Operation,
  variables: Record<string, unknown>,
  caller: Caller,
): Promise<unknown> {
  const { errors } = await api.graphql(OPERATIONS[operation], variables, caller);
  return errors?.[0]?.extensions['code'];
}
