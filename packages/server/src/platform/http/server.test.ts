import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ok } from '../../kernel/index.ts';
import { tokenPrincipal } from '../access/index.ts';
import type { HttpServerOptions, Readiness } from './options.ts';
import { createHttpServer, type HttpServer } from './server.ts';

const ADDRESS = { host: '127.0.0.1', port: 0 };

let dashboardDir: string;
let server: HttpServer;
let url: string;
let readiness: Readiness = { status: 'ready', checks: { database: 'ok' } };
const faults: unknown[] = [];

beforeAll(async () => {
  dashboardDir = await mkdtemp(join(tmpdir(), 'dashboard-'));
  await mkdir(join(dashboardDir, 'assets'));
  await writeFile(join(dashboardDir, 'index.html'), '<!doctype html><title>Tollgate</title>');
  await writeFile(join(dashboardDir, 'assets', 'index-abc123.js'), 'export {};');
  server = await createHttpServer(optionsFor(dashboardDir));
  url = `http://127.0.0.1:${await server.listen(ADDRESS)}`;
});
afterAll(async () => {
  await server.close(100);
  await rm(dashboardDir, { recursive: true });
});

function optionsFor(folder: string): HttpServerOptions {
  return {
    gateway: {
      claims: (pathname) => pathname.startsWith('/v1/'),
      handle: ({ url: path }, response) => {
        if (path === '/v1/slow') return;
        response.end(`gateway ${path}`);
      },
    },
    graphql: async (app) => {
      app.get('/boom', async () => {
        throw new Error('secret detail');
      });
    },
    downloads: [
      {
        path: '/exports/broken.csv',
        permission: 'READ_SPEND',
        open: async () => ok({ fileName: 'broken.csv', contentType: 'text/csv', body: breaking() }),
      },
      {
        path: '/exports/none.csv',
        permission: 'READ_SPEND',
        open: async () => ok({ fileName: 'none.csv', contentType: 'text/csv', body: failing() }),
      },
    ],
    authenticate: async () => ({
      principal: tokenPrincipal({ id: 'x', name: 'a', customer: null, scope: 'VIEWER' }),
    }),
    sessionCookie: 'session',
    readiness: async () => readiness,
    dashboardDir: folder,
    onError: (error) => faults.push(error),
  };
}

function failing(): Readable {
  return new Readable({
    read() {
      this.destroy(new Error('database gone'));
    },
  });
}

function breaking(): Readable {
  return Readable.from(
    (async function* () {
      yield 'a,b\r\n';
      throw new Error('database gone');
    })(),
  );
}

const get = (path: string) => fetch(`${url}${path}`, { redirect: 'manual' });

describe('paths', () => {
  test('the gateway takes what it claims, untouched', async () => {
    expect(await (await get('/v1/models?x=1')).text()).toBe('gateway /v1/models?x=1');
  });

  test('the dashboard has the rest of the world at /ui/', async () => {
    expect((await get('/')).headers.get('location')).toBe('/ui/');
    expect((await get('/ui')).headers.get('location')).toBe('/ui/');
    for (const path of ['/ui/', '/ui/customers/acme', '/ui/usage?range=mtd']) {
      const response = await get(path);
      expect(await response.text()).toContain('<title>Tollgate');
      expect(response.headers.get('cache-control')).toBe('no-cache');
    }
  });

  test('a page opens by its address, whatever its subject is called', async () => {
    for (const name of ['a%5Cb', '%5C..%5C', '..%2F..', 'a%2Fb.js', '%00', '50%25']) {
      const response = await get(`/ui/customers/${name}`);
      expect([name, response.status]).toEqual([name, 200]);
      expect(await response.text()).toContain('<title>Tollgate');
    }
  });

  test('hashed files are kept for ever, missing ones are missing', async () => {
    const asset = await get('/ui/assets/index-abc123.js');
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await get('/ui/assets/index-gone.js')).status).toBe(404);
    expect((await get('/ui/assets/..%2f..%2fpackage.json')).status).toBeGreaterThanOrEqual(400);
    expect(await (await get('/ui/..%2f..%2f..%2fetc/passwd')).text()).toContain('<title>Tollgate');
  });

  test('nothing is nothing, as JSON', async () => {
    const response = await get('/nowhere');
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      error: { code: 'NOT_FOUND', message: 'There is nothing here' },
    });
  });

  test('health says whether the process lives and whether it can work', async () => {
    expect((await get('/health/live')).status).toBe(200);
    expect(await (await get('/health/ready')).json()).toEqual({
      status: 'ready',
      checks: { database: 'ok' },
    });
    readiness = { ...readiness, status: 'degraded' };
    expect((await get('/health/ready')).status).toBe(200);
    readiness = { ...readiness, status: 'not ready' };
    expect((await get('/health/ready')).status).toBe(503);
    readiness = { ...readiness, status: 'ready' };
  });

  test('the probes of LiteLLM are answered alike', async () => {
    readiness = { status: 'not ready', checks: {} };
    const paths = ['liveness', 'liveliness', 'readiness'].map((name) => `/health/${name}`);
    const statuses = await Promise.all(paths.map(async (path) => (await get(path)).status));
    expect(statuses).toEqual([200, 200, 503]);
    readiness = { status: 'ready', checks: {} };
  });
});

test('every answer keeps the page to itself', async () => {
  for (const path of ['/ui/', '/nowhere', '/health/live']) {
    const { headers } = await get(path);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'self';.*frame-ancestors 'none'$/,
    );
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe-eval|script-src/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
});

test('a fault is told by its request id, and its detail goes to the log', async () => {
  const response = await get('/boom');
  const text = await response.text();
  expect(response.status).toBe(500);
  expect(JSON.parse(text).error).toMatchObject({ code: 'INTERNAL', requestId: expect.any(String) });
  expect(text).not.toContain('secret detail');
  expect(faults).toMatchObject([{ message: 'secret detail' }]);
});

test('a download that breaks is broken for its reader, not short', async () => {
  await expect(get('/exports/broken.csv').then((response) => response.text())).rejects.toThrow();
});

test('a download that fails before its first byte is no file, and says no more than which request it was', async () => {
  const response = await get('/exports/none.csv');
  expect([response.status, response.headers.get('content-disposition')]).toEqual([500, null]);
  expect(await response.json()).toEqual({
    error: { code: 'INTERNAL', message: 'Internal error', requestId: expect.any(String) },
  });
  expect(String(faults.splice(0))).toContain('database gone');
});

test('a taken port is said in one line', async () => {
  const second = await createHttpServer(optionsFor('/nowhere'));
  const port = Number(new URL(url).port);
  await expect(second.listen({ host: '127.0.0.1', port })).rejects.toMatchObject({
    name: 'OperatorError',
    message: `Port ${port} is already in use; set TOLLGATE_PORT to another one`,
  });
  await second.close();
});

test('without a built dashboard the page says so', async () => {
  const bare = await createHttpServer(optionsFor('/nowhere'));
  const port = await bare.listen(ADDRESS);
  const response = await fetch(`http://127.0.0.1:${port}/ui/`);
  expect(await response.json()).toMatchObject({
    error: { message: expect.stringContaining('not built') },
  });
  await bare.close();
});

describe('closing', () => {
  test('waits no longer than it was told, whoever hangs on', async () => {
    const closing = await createHttpServer(optionsFor('/nowhere'));
    const port = await closing.listen(ADDRESS);
    const silent = connect(port, '127.0.0.1');
    const slow = request({ port, path: '/v1/slow' }).end();
    const hungUp = Promise.all(
      [silent, slow].map((each) => new Promise((resolve) => each.once('close', resolve))),
    );
    slow.once('error', () => undefined);
    await new Promise((resolve) => silent.once('connect', resolve));
    const startedMs = performance.now();
    await closing.close(200);
    await hungUp;
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });

  test('is quick when nobody is there', async () => {
    const closing = await createHttpServer(optionsFor('/nowhere'));
    await closing.listen(ADDRESS);
    const startedMs = performance.now();
    await closing.close(10_000);
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });
});
