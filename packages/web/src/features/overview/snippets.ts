export type SnippetLanguage = 'curl' | 'python' | 'node';

export interface SnippetFacts {
  /** Ends in /v1. */
  gatewayUrl: string;
  model: string;
  customer: string;
}

/** A first call, ready to paste. The key stays in an environment variable and off the screen. */
export function snippet(language: SnippetLanguage, facts: SnippetFacts): string {
  return WRITERS[language](facts);
}

const WRITERS: Record<SnippetLanguage, (facts: SnippetFacts) => string> = {
  curl: ({ gatewayUrl, model, customer }) => {
    const body = [
      '{',
      `    "model": ${JSON.stringify(model)},`,
      `    "user": ${JSON.stringify(customer)},`,
      '    "messages": [{"role": "user", "content": "Hello"}]',
      '  }',
    ].join('\n');
    return [
      `curl ${gatewayUrl}/chat/completions \\`,
      '  -H "Authorization: Bearer $TOLLGATE_KEY" \\',
      '  -H "Content-Type: application/json" \\',
      `  -d ${shellQuote(body)}`,
    ].join('\n');
  },
  python: ({ gatewayUrl, model, customer }) =>
    [
      'import os',
      'from openai import OpenAI',
      '',
      'client = OpenAI(',
      `    base_url=${JSON.stringify(gatewayUrl)},`,
      '    api_key=os.environ["TOLLGATE_KEY"],',
      ')',
      'answer = client.chat.completions.create(',
      `    model=${JSON.stringify(model)},`,
      `    user=${JSON.stringify(customer)},`,
      '    messages=[{"role": "user", "content": "Hello"}],',
      ')',
      'print(answer.choices[0].message.content)',
    ].join('\n'),
  node: ({ gatewayUrl, model, customer }) =>
    [
      "import OpenAI from 'openai';",
      '',
      'const client = new OpenAI({',
      `  baseURL: ${JSON.stringify(gatewayUrl)},`,
      '  apiKey: process.env.TOLLGATE_KEY,',
      '});',
      'const answer = await client.chat.completions.create({',
      `  model: ${JSON.stringify(model)},`,
      `  user: ${JSON.stringify(customer)},`,
      "  messages: [{ role: 'user', content: 'Hello' }],",
      '});',
      'console.log(answer.choices[0].message.content);',
    ].join('\n'),
};

function shellQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
