import { routeNamed } from '../routes/index.ts';
import type { Deployment } from '../upstream/deployment.ts';

const RESPONSES = routeNamed('responses');

export type ResponseAction = '' | '/cancel' | '/input_items';

/** Where a deployment keeps a response, with the caller's query after its own. */
export function responsePath(
  deployment: Deployment,
  { id, action, query }: { id: string; action: ResponseAction; query: string },
): string {
  const [path = '', own = ''] = deployment.pathOf(RESPONSES).split('?');
  const queries = [own, query].filter((each) => each !== '').join('&');
  const address = `${path}/${encodeURIComponent(id)}${action}`;
  return queries === '' ? address : `${address}?${queries}`;
}

export function responseHeaders(deployment: Deployment): Readonly<Record<string, string>> {
  return deployment.headersFor(RESPONSES);
}
