import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { BudgetRefusal, RateRefusal } from '../../src/budgets/index.ts';
import { refusalFor } from '../../src/gateway/admission/refuse.ts';
import {
  errorBody,
  type Refusal,
  type RefusalCode,
  statusOf,
} from '../../src/gateway/response/refusal.ts';
import { type Pico, parsePico } from '../../src/kernel/index.ts';

const DOCUMENT = fileURLToPath(new URL('../../../../docs/errors.md', import.meta.url));

/** When each code is answered. A new code does not compile until it is written here. */
const MEANINGS: Readonly<Record<RefusalCode, string>> = {
  missing_api_key: 'No API key came with the call.',
  invalid_api_key: 'The key is unknown, revoked or expired.',
  customer_not_allowed: 'The key is bound to another customer than the call names.',
  customer_not_signed:
    'The key takes signed customers only, and no valid signature came with this one.',
  model_not_allowed: "The key, or the customer's tier, does not allow this model.",
  blocked: 'The customer, API key, user or team is blocked.',
  unknown_route: 'There is nothing at this path.',
  model_not_found: 'No deployment has this model name, and no pattern takes it in.',
  method_not_allowed: 'The path takes another method.',
  request_too_large: 'The request has more bytes than the operator allows.',
  unsupported_encoding: 'The request body is compressed.',
  invalid_body: 'The body is not what the route takes: no JSON object, or no form.',
  invalid_value: 'A member has a value that cannot be used; `param` names it.',
  route_not_supported: 'The provider of the model does not offer this route.',
  model_not_priced:
    'The model has no price, and the operator refuses unpriced calls; or a hard budget would pay for the call, and what it asks for (a service tier, a tool) has none.',
  idempotency_key_in_use: 'A call with this Idempotency-Key is under way.',
  idempotency_key_reused: 'This Idempotency-Key came with another request before.',
  idempotent_answer_gone:
    'The call with this Idempotency-Key was answered, and the answer is not kept any more.',
  insufficient_quota:
    'A hard budget does not pay for the call. `reason` is `exhausted` (what is left does not pay for the shortest answer; `resets_at` says when it begins anew) or `in_flight_holds` (what is left is set aside for calls under way; trying again soon may succeed). With `budget: prepaid` it is the customer’s prepaid credit.',
  rate_limit_exceeded:
    'Too many requests or tokens in the last minute, or too many calls at once; `limit_of` says which. `Retry-After` is when there is room again. Without it the call can never fit.',
  previous_response_not_found:
    'There is no response of this `previous_response_id` that the key may go on from.',
  response_not_found: 'There is no response of this id that the key may read.',
  response_in_progress:
    'The response is still being made and has to be paid for: it cannot be deleted yet.',
  responses_unavailable:
    'It cannot be looked up whose the response is, or too many are being made in the background.',
  internal_error: 'A bug in Tollgate.',
  upstream_unreachable: 'The provider could not be reached.',
  answer_too_large:
    'The provider sent more than the operator allows for an answer that comes whole, or for one event of a stream. It is billed for its input and for what came before, estimated.',
  upstream_failed: 'The provider broke the connection off.',
  upstream_timeout: 'The provider did not answer in time.',
  record_unavailable: 'Spend cannot be recorded, so no call is let through.',
  budgets_unavailable:
    'What was spent cannot be read, so it is not known whether a budget pays for the call.',
  keys_unavailable: 'The key is not in memory, and the database cannot be asked.',
  shutting_down: 'The server is being stopped.',
};

const NOW = new Date('2026-03-15T12:00:00Z');
const amount = (text: string) => parsePico(text) as Pico;
const SPENT: BudgetRefusal = {
  code: 'budget_exceeded',
  reason: 'exhausted',
  isPrepaid: false,
  budgetId: 'budget',
  scope: { customer: 'acme' },
  limitPico: amount('4'),
  postedPico: amount('3.9996'),
  pendingPico: amount('0'),
  resetsAt: new Date('2026-04-01T00:00:00Z'),
};
const HELD: BudgetRefusal = { ...SPENT, reason: 'in_flight_holds', pendingPico: amount('0.0004') };
const FAST: RateRefusal = {
  code: 'rate_limited',
  of: 'requests',
  scope: { customer: 'acme' },
  limit: 60,
  retryAfterMs: 12_400,
};

const hidden = { now: NOW, showsBudgets: false };
const EXAMPLES: readonly (readonly [string, Refusal])[] = [
  ['A budget that is used up', refusalFor(SPENT, hidden)],
  ['The same for a key that may see amounts', refusalFor(SPENT, { ...hidden, showsBudgets: true })],
  ['A budget whose remainder is set aside for calls under way', refusalFor(HELD, hidden)],
  ['Prepaid credit that is used up', refusalFor({ ...SPENT, isPrepaid: true }, hidden)],
  ['A rate limit', refusalFor(FAST, hidden)],
  ['A block', refusalFor({ code: 'blocked', block: { kind: 'customer', id: 'acme' } }, hidden)],
];

test('docs/errors.md says what the code answers', async () => {
  await expect(document()).toMatchFileSnapshot(DOCUMENT);
});

function document(): string {
  const codes = Object.keys(MEANINGS) as RefusalCode[];
  const rows = codes.map((code) => {
    const openAi = JSON.parse(errorBody({ code, message: '' }, 'openai')).error.type;
    const anthropic = JSON.parse(errorBody({ code, message: '' }, 'anthropic')).error.type;
    return `| \`${code}\` | ${statusOf(code)} | \`${openAi}\` | \`${anthropic}\` | ${MEANINGS[code]} |`;
  });
  return `# Errors

What Tollgate itself answers in place of a model, checked by \`packages/server/test/gateway/errors-document.test.ts\`.
An error of a provider is passed on as it came; one that stands in an answer of status 200 gets the status it names,
or 502. \`Retry-After\` is in seconds; \`x-should-retry\` is what the official
SDKs of OpenAI and Anthropic go by, so that they do not repeat a call that cannot succeed.

| code | status | type (OpenAI) | type (Anthropic) | when |
|---|---|---|---|---|
${rows.join('\n')}

## Budgets and limits

The \`scope\` of a refusal names what kind of budget or limit it was (\`global\`, \`team\`, \`user\`, \`API key\`,
\`customer\`, \`tag\`, \`model\`, \`provider\`, or several of them), never whose. Amounts (\`limit\`, \`spent\`, \`pending\`,
US dollars) and names are told only to keys that may see budgets.

${EXAMPLES.map(([title, refusal]) => example(title, refusal)).join('\n')}
A call that is let in carries, where they apply:

| header | says |
|---|---|
| \`x-ratelimit-limit-requests\`, \`-remaining-requests\`, \`-reset-requests\` | the tightest limit of requests a minute, what is left of it, and how long until all of it is there again (\`850ms\`, \`12.5s\`, \`1m0s\`) |
| \`x-ratelimit-limit-tokens\`, \`-remaining-tokens\`, \`-reset-tokens\` | the same for tokens a minute |
| \`x-tollgate-max-tokens-lowered\` | the limit on its answer that was written into the request: what the tightest budget affords, or, for a model of which nobody said how long its answers are, what was assumed |
| \`x-tollgate-budget-remaining\` | US dollars that the tightest hard budget has left, for keys that may see budgets |
`;
}

function example(title: string, refusal: Refusal): string {
  const { retryAfterSeconds, shouldRetry } = refusal;
  const headers = [
    retryAfterSeconds === undefined ? null : `retry-after: ${retryAfterSeconds}`,
    shouldRetry === undefined ? null : `x-should-retry: ${shouldRetry}`,
  ].filter((header) => header !== null);
  const body = JSON.stringify(JSON.parse(errorBody(refusal, 'openai')), null, 2);
  const head = [`HTTP/1.1 ${statusOf(refusal.code)}`, ...headers].join('\n');
  return `${title}:\n\n\`\`\`\n${head}\n\n${body}\n\`\`\`\n`;
}
