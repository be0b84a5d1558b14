import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Connections } from './connections.ts';

let server: Server;
let connections: Connections;
let sockets: number;
/** Answers wait here until the test lets them go. */
let held: (() => void)[];

beforeEach(async () => {
  sockets = 0;
  held = [];
  server = createServer((req, res) => {
    if (req.url === '/held') held.push(() => res.end('late'));
    else res.end('now');
  });
  server.on('connection', () => {
    sockets += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  connections = new Connections(`http://127.0.0.1:${port}`, {});
});
afterEach(async () => {
  await connections.destroy();
  server.closeAllConnections();
  server.close();
});

/** undici leaves a connection alone for a turn of the event loop once it has its answer. */
async function ask(path: string, headers = {}): Promise<string> {
  const { body } = await connections.request({ path, method: 'GET', headers });
  const text = await body.text();
  await turn();
  await turn();
  return text;
}

async function untilHeld(count: number): Promise<void> {
  while (held.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('connections to one upstream', () => {
  test('calls one after the other share a connection', async () => {
    for (let call = 0; call < 5; call += 1) expect(await ask('/')).toBe('now');
    expect(sockets).toBe(1);
  });

  test('calls at one time have one each, and leave them to the calls that follow', async () => {
    const calls = Array.from({ length: 6 }, () => ask('/held'));
    await untilHeld(6);
    expect(sockets).toBe(6);
    for (const answer of held) answer();
    expect(await Promise.all(calls)).toEqual(Array(6).fill('late'));
    held = [];
    const next = Array.from({ length: 6 }, () => ask('/held'));
    await untilHeld(6);
    for (const answer of held) answer();
    await Promise.all(next);
    expect(sockets).toBe(6);
  });

  test('a request that cannot be sent costs no connection', async () => {
    expect(await ask('/')).toBe('now');
    for (let call = 0; call < 5; call += 1) {
      await expect(ask('/', { 'x-bad': 'a\r\nb' })).rejects.toThrow('invalid');
    }
    expect(await ask('/')).toBe('now');
    expect(sockets).toBe(1);
  });

  test('a connection that was broken off is made anew', async () => {
    const broken = ask('/held');
    broken.catch(() => undefined);
    await untilHeld(1);
    server.closeAllConnections();
    await expect(broken).rejects.toThrow();
    expect(await ask('/')).toBe('now');
    expect(sockets).toBe(2);
  });

  test('once destroyed, what is under way and what comes later fail', async () => {
    const underWay = ask('/held');
    underWay.catch(() => undefined);
    await untilHeld(1);
    await connections.destroy();
    await expect(underWay).rejects.toMatchObject({ code: 'UND_ERR_DESTROYED' });
    await expect(ask('/')).rejects.toMatchObject({ code: 'UND_ERR_DESTROYED' });
    expect(sockets).toBe(1);
  });
});
