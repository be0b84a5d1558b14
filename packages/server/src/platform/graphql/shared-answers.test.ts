import { buildSchema, type ExecutionResult, parse } from 'graphql';
import { expect, test } from 'vitest';
import { sharingAnswers } from './shared-answers.ts';

const schema = buildSchema(
  'type Query { a: Int } type Subscription { seen(by: String): Seen } type Seen { n: Int }',
);

const contextOf = (permission: string) => ({
  authentication: { principal: { grants: new Map([[permission, 'ALL']]) } },
});

test('an event is answered once for all who ask the same and may see the same', async () => {
  let answered = 0;
  const event = { seen: { n: () => (answered += 1) } };
  const rootValue = {
    seen: async function* () {
      yield event;
      yield event;
    },
  };
  const subscribe = sharingAnswers();
  const ask = async (permission: string, by: string) => {
    const answers = await subscribe({
      schema,
      rootValue,
      document: parse('subscription ($by: String) { seen(by: $by) { n } }'),
      variableValues: { by },
      contextValue: contextOf(permission),
    });
    const seen: unknown[] = [];
    for await (const { data } of answers as AsyncIterable<ExecutionResult>)
      seen.push(data?.['seen']);
    return seen;
  };
  expect(await ask('READ_SPEND', 'a')).toEqual([{ n: 1 }, { n: 1 }]);
  expect(await ask('READ_SPEND', 'a')).toEqual([{ n: 1 }, { n: 1 }]);
  expect(await ask('READ_SPEND', 'b')).toEqual([{ n: 2 }, { n: 2 }]);
  expect(await ask('READ_INTERNALS', 'a')).toEqual([{ n: 3 }, { n: 3 }]);
});
