import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

/** Counts the requests to stop that reach it, and goes on until it has had a moment for another. */
const SERVER = `
  let requests = 0;
  const receive = () => {
    requests += 1;
    if (requests === 1) setTimeout(() => { console.log('requests', requests); process.exit(7); }, 300);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, receive);
  setInterval(() => undefined, 1000);
  console.log('server', process.pid);
`;

const WRAPPER = `
  import { runToEnd } from ${JSON.stringify(new URL('./processes.mjs', import.meta.url).href)};
  const args = ['-e', ${JSON.stringify(SERVER)}];
  process.exitCode = await runToEnd(process.execPath, args, process.env);
`;

test('a request to stop that comes twice reaches the server once, whose exit code is kept', async () => {
  const { wrapper, lines } = await startWrapper();
  const ended = once(wrapper, 'exit');
  wrapper.kill('SIGINT');
  wrapper.kill('SIGTERM');
  expect((await lines.next()).value).toBe('requests 1');
  expect(await ended).toEqual([7, null]);
});

test('a server whose starter was killed is asked to stop', async () => {
  const { wrapper, lines } = await startWrapper();
  wrapper.kill('SIGKILL');
  expect((await lines.next()).value).toBe('requests 1');
});

async function startWrapper() {
  const args = ['--input-type=module', '-e', WRAPPER];
  // Not started by npm, as far as it knows: there is no caller to watch.
  const env = { ...process.env, npm_lifecycle_event: '' };
  const wrapper = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: wrapper.stdout })[Symbol.asyncIterator]();
  expect((await lines.next()).value).toMatch(/^server \d+$/);
  return { wrapper, lines };
}
