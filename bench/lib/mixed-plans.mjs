import { between, pick } from './random.mjs';

/** A plain call as often as all the mishaps together. */
const KINDS = ['plain', 'plain', 'plain', 'plain', 'retry', 'leave', 'hold', 'truncate', 'break'];
/** Mishaps of streams alone. */
const STREAMED = new Set(['hold', 'truncate', 'break']);

const TEXT = (text) => ({ messages: [{ role: 'user', content: text }] });
const GOOGLE = (text) => ({ contents: [{ role: 'user', parts: [{ text }] }] });
const GEMINI = '/v1beta/models/gemini';

/**
 * What a caller asks, and where. A provider that bills a stream to its end is asked where the caller may
 * leave at any moment: only then are there books to compare with.
 */
const route = (path, body, more = {}) => ({
  path,
  body,
  stays: 'stops',
  leaves: 'drains',
  ...more,
});
const ROUTES = [
  route('/v1/chat/completions', TEXT),
  route('/v1/completions', (prompt) => ({ prompt })),
  route('/v1/messages', TEXT),
  route('/v1/responses', (input) => ({ input })),
  route('/v1/embeddings', (input) => ({ input }), { isInputOnly: true }),
  route('/v1/rerank', (query) => ({ query }), { isInputOnly: true }),
  // Translated: into Anthropic's messages and Bedrock's Converse.
  route('/v1/chat/completions', TEXT, { stays: 'anthropic', leaves: 'bedrock' }),
  route('/v1/chat/completions', TEXT, { stays: 'bedrock', leaves: 'bedrock' }),
  route(`${GEMINI}:generateContent`, GOOGLE, { stays: 'gemini', leaves: 'gemini', streams: false }),
  route(`${GEMINI}:streamGenerateContent?alt=sse`, GOOGLE, {
    stays: 'gemini',
    leaves: 'gemini',
    streams: true,
  }),
];

/** What one call asks for and what becomes of it, drawn from a seeded source. */
export function drawPlan(random, id) {
  const asked = pick(random, ROUTES);
  const { isInputOnly = false, streams = isInputOnly ? false : null } = asked;
  const kind = pick(
    random,
    KINDS.filter((each) => canBe(each, asked, streams)),
  );
  const stream = streams ?? (random() < 0.5 || STREAMED.has(kind));
  const input = between(random, 1, 5_000);
  const output = isInputOnly ? 0 : between(random, 0, 2_000);
  const cached = isInputOnly || random() < 0.5 ? 0 : between(random, 0, input);
  const plan = {
    id,
    kind,
    stream,
    counts: { input, cached, output },
    seed: between(random, 0, 2 ** 31),
    failures: kind === 'retry' ? between(random, 1, 3) : 0,
    failStatus: pick(random, [429, 500, 503]),
    breaksBeforeHeaders: random() < 0.2,
    // Of the others, none reports usage with an error.
    errorsReport: random() < 0.2 && asked.stays === 'stops',
    end: STREAMED.has(kind) ? kind : 'whole',
    leavesAfterBytes: leavesAfter(random, kind),
  };
  const model = kind === 'leave' ? asked.leaves : asked.stays;
  const body = { model, stream, ...asked.body(`plan<${JSON.stringify(plan)}>`) };
  return { ...plan, path: asked.path, model, body: JSON.stringify(body) };
}

/** A provider that is read to its end would be waited for, where it never ends. */
function canBe(kind, { stays, leaves }, streams) {
  if (kind === 'hold' && stays === leaves) return false;
  return streams !== false || !STREAMED.has(kind);
}

/** The plan is in the text that the model gets, since that survives every translation. */
export function planIn(body) {
  const [, text] = /plan<(.+?)>/.exec(body);
  return JSON.parse(text.replaceAll('\\"', '"'));
}

/**
 * A caller that leaves what is held goes once something came; one that leaves otherwise goes at any
 * moment, also before the headers. Null stays.
 */
function leavesAfter(random, kind) {
  if (kind === 'hold') return 1;
  return kind === 'leave' ? between(random, 0, 600) : null;
}
