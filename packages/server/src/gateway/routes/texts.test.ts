import { expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { type RouteName, routeNamed } from './index.ts';

const words = (name: RouteName, body: JsonObject) =>
  routeNamed(name).inputText(body).split(/\s+/).filter(Boolean).sort();

const SCHEMA = { type: 'object', properties: { city: { description: 'where' } } };
const SCHEMA_WORDS = ['city', 'description', 'object', 'properties', 'type', 'where'];

test.each<[RouteName, JsonObject, string[]]>([
  [
    'chat.completions',
    {
      messages: [
        { role: 'user', content: 'hi' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'call_1', function: { name: 'weather', arguments: '{"a":1}' } }],
        },
        { role: 'tool', tool_call_id: 'call_1', content: [{ type: 'text', text: 'sunny' }] },
        { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:,AAAA' } }] },
      ],
    },
    ['hi', 'weather', '{"a":1}', 'sunny'],
  ],
  [
    'chat.completions',
    { messages: [], tools: [{ function: SCHEMA }] },
    ['function', ...SCHEMA_WORDS],
  ],
  [
    'messages',
    {
      system: [{ type: 'text', text: 'brief' }],
      messages: [
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Paris' } }],
        },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'sunny' }],
        },
      ],
    },
    ['brief', 'weather', 'city', 'Paris', 'sunny'],
  ],
  [
    'responses',
    {
      input: [
        { role: 'user', content: [{ type: 'input_text', text: 'hi' }] },
        { type: 'function_call', name: 'weather', arguments: '{}' },
        { type: 'function_call_output', output: 'sunny' },
      ],
    },
    ['hi', 'weather', '{}', 'sunny'],
  ],
  [
    'generate_content',
    {
      system_instruction: { parts: [{ text: 'brief' }] },
      contents: [
        { parts: [{ text: 'hi' }, { inlineData: { data: 'AAAA' } }] },
        { parts: [{ functionCall: { name: 'weather', args: { city: 'Paris' } } }] },
      ],
      tools: [SCHEMA],
    },
    ['brief', 'hi', 'name', 'weather', 'args', 'city', 'Paris', ...SCHEMA_WORDS],
  ],
  ['embeddings', { input: ['one', 'two'] }, ['one', 'two']],
])(
  'what %s sends is counted: its text, its tools and their calls, and no picture',
  (name, body, expected) => {
    expect(words(name, body)).toEqual([...expected].sort());
  },
);
