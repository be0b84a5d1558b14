import { randomBytes } from 'node:crypto';
import { afterEach, expect, inject, test } from 'vitest';
import { databaseUrl, runOnServer } from '../../../test/testkit/postgres.ts';
import { migrate } from './migrate.ts';

const { serverUrl } = inject('postgres');
const name = `tollgate_unfit_${randomBytes(8).toString('hex')}`;

afterEach(() => runOnServer(serverUrl, `drop database if exists ${name} with (force)`));

test('a database that cannot hold every letter is refused', async () => {
  await runOnServer(
    serverUrl,
    `create database ${name} encoding 'LATIN1' locale_provider 'libc' locale 'C' template template0`,
  );
  await expect(migrate(databaseUrl(serverUrl, name))).rejects.toThrow(
    "The database is encoded in LATIN1: Tollgate needs one made with encoding 'UTF8'",
  );
});

test('a database whose dates would not be understood is refused', async () => {
  await runOnServer(serverUrl, `create database ${name}`);
  await runOnServer(serverUrl, `alter database ${name} set datestyle = 'SQL, DMY'`);
  await expect(migrate(databaseUrl(serverUrl, name))).rejects.toThrow(
    'The database writes dates in the style "SQL, DMY"',
  );
});

test('a database with a time zone and an order of days and months of its own is not', async () => {
  await runOnServer(serverUrl, `create database ${name}`);
  await runOnServer(serverUrl, `alter database ${name} set datestyle = 'ISO, DMY'`);
  await runOnServer(serverUrl, `alter database ${name} set timezone = 'America/St_Johns'`);
  await expect(migrate(databaseUrl(serverUrl, name))).resolves.toBeUndefined();
});
