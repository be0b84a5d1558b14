import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { serverEnvironment, testEnvironment, toolEnvironment } from './environment.mjs';

const saved = { ...process.env };

beforeEach(() => {
  Object.assign(process.env, {
    NODE_ENV: 'production',
    NODE_OPTIONS: '--inspect',
    npm_config_omit: 'dev',
    npm_config_ignore_scripts: 'true',
    npm_config_cafile: '/ca.pem',
    npm_config_cache: '/cache',
    DATABASE_URL: 'postgres://mine',
    TOLLGATE_PORT: '4000',
    PGPASSWORD: 'mine',
    TEST_DATABASE_URL: 'postgres://tests',
    HTTPS_PROXY: 'http://proxy',
  });
});

afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in saved)) delete process.env[name];
  Object.assign(process.env, saved);
});

describe('installs and builds', () => {
  test.each(['NODE_ENV', 'NODE_OPTIONS', 'npm_config_omit', 'npm_config_ignore_scripts'])(
    'do not see %s',
    (name) => expect(toolEnvironment()).not.toHaveProperty(name),
  );

  test.each(['npm_config_cafile', 'npm_config_cache', 'HTTPS_PROXY'])('see %s', (name) =>
    expect(toolEnvironment()).toHaveProperty(name, process.env[name]),
  );
});

describe('tests', () => {
  test.each(['DATABASE_URL', 'TOLLGATE_PORT', 'PGPASSWORD', 'NODE_ENV'])('do not see %s', (name) =>
    expect(testEnvironment()).not.toHaveProperty(name),
  );

  test('see the database that was chosen for them', () => {
    expect(testEnvironment()).toHaveProperty('TEST_DATABASE_URL', 'postgres://tests');
  });
});

describe('the server', () => {
  test('sees what is set for it', () => {
    expect(serverEnvironment()).toMatchObject({ TOLLGATE_PORT: '4000', NODE_OPTIONS: '--inspect' });
  });

  test('runs for production unless told otherwise', () => {
    delete process.env.NODE_ENV;
    expect(serverEnvironment().NODE_ENV).toBe('production');
    process.env.NODE_ENV = 'development';
    expect(serverEnvironment().NODE_ENV).toBe('development');
  });
});
