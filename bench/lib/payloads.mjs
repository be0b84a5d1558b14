const SENTENCE =
  'Every call is attributed to a customer, priced exactly, held against a budget and recorded once. ';

export const USAGE = {
  prompt_tokens: 312,
  completion_tokens: 148,
  total_tokens: 460,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
};

/** A chat request of 1.44 kB that names its customer, as an application's would. */
export function requestBody({ model, stream }) {
  const body = {
    model,
    messages: [
      { role: 'system', content: 'You are a helpful assistant.' },
      { role: 'user', content: '' },
    ],
    temperature: 0.2,
    user: 'customer-0042',
    ...(stream ? { stream: true } : {}),
  };
  return fill(body, 1440, (text) => {
    body.messages[1].content = text;
  });
}

/** A chat completion of 1.35 kB with its usage at the end, as OpenAI writes it. */
export function completionBody() {
  const message = { role: 'assistant', content: '', refusal: null, annotations: [] };
  const body = {
    id: 'chatcmpl-BenchBenchBenchBenchBenchBench',
    object: 'chat.completion',
    created: 1_750_000_000,
    model: 'bench',
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
    usage: USAGE,
    service_tier: 'default',
    system_fingerprint: 'fp_bench',
  };
  return fill(body, 1350, (text) => {
    message.content = text;
  });
}

function fill(body, bytes, setText) {
  const missing = bytes - Buffer.byteLength(JSON.stringify(body));
  setText(SENTENCE.repeat(Math.ceil(missing / SENTENCE.length)).slice(0, missing));
  return JSON.stringify(body);
}

/** The events of a streamed completion: role, 38 pieces of text, finish, usage, [DONE]: 42 in all. */
export function streamEvents() {
  const head = {
    id: 'chatcmpl-BenchBenchBenchBenchBenchBench',
    object: 'chat.completion.chunk',
    created: 1_750_000_000,
    model: 'bench',
    service_tier: 'default',
    system_fingerprint: 'fp_bench',
  };
  const chunk = (delta, finish_reason) => ({
    ...head,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    usage: null,
  });
  const chunks = [
    chunk({ role: 'assistant', content: '', refusal: null }, null),
    ...Array.from({ length: 38 }, (_, i) => chunk({ content: ` word${i}` }, null)),
    chunk({}, 'stop'),
    { ...head, choices: [], usage: USAGE },
  ];
  return [...chunks.map((each) => `data: ${JSON.stringify(each)}\n\n`), 'data: [DONE]\n\n'];
}
