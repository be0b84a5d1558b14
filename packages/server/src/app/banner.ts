import type { RunningServer } from './start-server.ts';

const SHOWN_BEFORE = 'shown at the first start';

/** What someone who just started the server wants to know, with a call to paste. */
export function banner(server: RunningServer): string {
  const key = server.masterKey?.reveal() ?? `(${SHOWN_BEFORE})`;
  const password = server.admin.password?.reveal() ?? `(${SHOWN_BEFORE})`;
  return `
  Tollgate is running.

    Dashboard    ${server.url}/ui/
    Gateway      ${server.url}/v1
    GraphQL      ${server.url}/graphql

    Master key   ${key}
    First login  ${server.admin.login} / ${password}

  ${server.masterKey === null ? 'Make' : 'These are shown once. Make'} a call:

${curl(server)}
`;
}

function curl({ url, masterKey, exampleModel }: RunningServer): string {
  const body = JSON.stringify({
    model: exampleModel ?? '<model>',
    user: 'customer-123',
    messages: [{ role: 'user', content: 'Hello!' }],
  });
  return `    curl ${url}/v1/chat/completions \\
      -H 'Authorization: Bearer ${masterKey?.reveal() ?? '<master key>'}' \\
      -H 'Content-Type: application/json' \\
      -d '${body}'
`;
}
