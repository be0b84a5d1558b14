import type { Secret } from '../kernel/index.ts';
import type { Config } from '../platform/config/index.ts';
import type { RunningServer } from './start-server.ts';

/** What someone who just started the server wants to know, with a call to paste. */
export function banner(server: RunningServer, config: Config): string {
  const { masterKey, admin } = server;
  const key = masterKey?.reveal() ?? elsewhere(config.masterKey);
  const password = admin.password?.reveal() ?? elsewhere(config.adminPassword);
  return `
  Tollgate is running.

    Dashboard    ${server.url}/ui/
    Gateway      ${server.url}/v1
    GraphQL      ${server.url}/graphql

    Master key   ${key}
    First login  ${admin.login} / ${password}
${masterKey === null && admin.password === null ? '' : '\n  Secrets are shown this once: keep them.\n'}
  A call to paste:

${curl(server)}
`;
}

/** Where a secret is that cannot be shown: it was never stored, or only its hash was. */
function elsewhere(configured: Secret | null): string {
  return configured === null ? '(shown at the first start)' : '(as configured)';
}

function curl({ url, masterKey, exampleModel }: RunningServer): string {
  const body = JSON.stringify({
    model: exampleModel ?? '<model>',
    user: 'customer-123',
    messages: [{ role: 'user', content: 'Hello!' }],
  });
  return `    curl ${url}/v1/chat/completions \\
      -H 'Authorization: Bearer ${masterKey?.reveal() ?? '<your key>'}' \\
      -H 'Content-Type: application/json' \\
      -d '${body}'
`;
}
