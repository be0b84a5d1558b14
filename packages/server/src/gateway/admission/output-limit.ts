import { asList, asObject, type JsonObject } from '../json.ts';
import { editMembers } from '../request/edit-members.ts';
import type { InferenceRequest, RouteName } from '../routes/inference-route.ts';

/** How a request says how long its answer may be. */
export interface OutputLimit {
  /** Members that say so; the first is written where none is there. */
  readonly members: readonly string[];
  /** What was asked for; null when nothing was. */
  readonly asked: number | null;
  /** Answers that are generated, each up to the limit. */
  readonly choices: number;
  /** The shortest limit that can be set. */
  readonly floor: number;
}

/** Gemini has the limit one level down, and reads each name in two spellings ("ProtoJSON format"). */
const GEMINI_CONFIGS = ['generationConfig', 'generation_config'];
const GEMINI_LIMITS = ['maxOutputTokens', 'max_output_tokens'];
const GEMINI_CHOICES = ['candidateCount', 'candidate_count'];

const MEMBERS: Readonly<Partial<Record<RouteName, readonly string[]>>> = {
  'chat.completions': ['max_completion_tokens', 'max_tokens'],
  completions: ['max_tokens'],
  responses: ['max_output_tokens'],
  messages: ['max_tokens'],
  generate_content: GEMINI_CONFIGS,
  stream_generate_content: GEMINI_CONFIGS,
};

/** Providers take no lower limit everywhere, and a shorter answer is of use to nobody. */
const SHORTEST_ANSWER = 16;

/** Null where an answer has no length to limit. */
export function outputLimitOf({ route, body }: InferenceRequest): OutputLimit | null {
  const members = MEMBERS[route.name];
  if (members === undefined) return null;
  const asked = longestIn(members, body);
  const shortest = SHORTEST_ANSWER + thinkingTokens(body);
  return {
    members,
    asked,
    choices: choicesIn(body),
    floor: asked === null ? shortest : Math.min(asked, shortest),
  };
}

/** The request with another limit; every other byte stays as it was. */
export function withOutputLimit(
  request: InferenceRequest,
  { members }: OutputLimit,
  tokens: number,
): InferenceRequest {
  const { body } = request;
  const isNested = members === GEMINI_CONFIGS;
  const present = members.filter((name) =>
    isNested ? asObject(body[name]) !== null : isCount(body[name]),
  );
  const names = present.length === 0 ? members.slice(0, 1) : present;
  const limits = Object.fromEntries(
    names.map((name) => [name, isNested ? configWith(tokens, body[name]) : tokens]),
  );
  const edits = Object.fromEntries(names.map((name) => [name, JSON.stringify(limits[name])]));
  return {
    ...request,
    bytes: Buffer.from(editMembers(request.bytes.toString('utf8'), edits)),
    body: { ...body, ...limits },
  };
}

function longestIn(members: readonly string[], body: JsonObject): number | null {
  let longest: number | null = null;
  const take = (limit: unknown) => {
    if (isCount(limit)) longest = Math.max(longest ?? 0, limit);
  };
  for (const name of members) {
    const config = asObject(body[name]);
    if (config === null) take(body[name]);
    else for (const limit of GEMINI_LIMITS) take(config[limit]);
  }
  return longest;
}

function configWith(tokens: number, config: unknown): JsonObject {
  const others = Object.entries(asObject(config) ?? {}).filter(
    ([name]) => !GEMINI_LIMITS.includes(name),
  );
  return { ...Object.fromEntries(others), maxOutputTokens: tokens };
}

/** `n`, or what `best_of` generates to choose from; for each prompt of a list. */
function choicesIn(body: JsonObject): number {
  let choices = 1;
  const take = (count: unknown) => {
    // Some servers take a number written as text.
    if (count !== undefined && isCount(Number(count))) choices = Math.max(choices, Number(count));
  };
  take(body['n']);
  take(body['best_of']);
  for (const name of GEMINI_CONFIGS) {
    const config = asObject(body[name]);
    if (config !== null) for (const count of GEMINI_CHOICES) take(config[count]);
  }
  const { prompt } = body;
  const prompts =
    Array.isArray(prompt) && typeof prompt[0] !== 'number' ? asList(prompt).length : 1;
  return choices * Math.max(1, prompts);
}

/** Anthropic refuses a limit that its thinking alone would reach. */
function thinkingTokens(body: JsonObject): number {
  const budget = asObject(body['thinking'])?.['budget_tokens'];
  return isCount(budget) ? budget : 0;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}
