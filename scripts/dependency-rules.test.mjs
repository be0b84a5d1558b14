import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const rules = createRequire(import.meta.url)('../.dependency-cruiser.cjs');

const src = 'packages/server/src';

/** Folders that stand in for the packages that the rules name. */
const installed = [
  '@mikro-orm/core',
  'type-graphql',
  'fastify',
  '@ai-sdk/provider',
  'undeclared',
  'for-tests',
];

/** Files that others import: every one of them legal by itself. */
const targets = {
  'packages/shared/src/index.ts': '',
  'packages/web/src/main.ts': '',
  [`${src}/kernel/index.ts`]: '',
  [`${src}/platform/graphql/index.ts`]: "import 'type-graphql';",
  [`${src}/platform/pool/index.ts`]: "import '../../kernel/index.ts';",
  [`${src}/customers/index.ts`]: "import '../platform/pool/index.ts';",
  [`${src}/customers/find-customer.ts`]: "import '../kernel/index.ts';",
  [`${src}/customers/graphql/index.ts`]: "import 'type-graphql';",
  [`${src}/customers/graphql/customer-type.ts`]: "import 'type-graphql';",
  [`${src}/customers/records/index.ts`]: "import './customer-record.ts';",
  [`${src}/customers/records/customer-record.ts`]: "import '@mikro-orm/core';",
  [`${src}/billing/index.ts`]: "import '../customers/index.ts';",
  [`${src}/customers/find-customer.test.ts`]: "import './find-customer.ts';",
};

/** Imports that the layout allows: from which file, of what. */
const allowed = [
  [`${src}/billing/invoice.ts`, '../customers/index.ts'],
  [`${src}/billing/graphql/invoice-type.ts`, '../../customers/graphql/index.ts'],
  [`${src}/identity/graphql/key-type.ts`, '../../customers/graphql/index.ts'],
  [`${src}/app/wire.ts`, '../customers/records/index.ts'],
  [`${src}/app/schema.ts`, '../customers/graphql/index.ts'],
  [`${src}/app/http.ts`, 'fastify'],
  [`${src}/gateway/route.ts`, '../customers/index.ts'],
  [`${src}/gateway/route.test.ts`, '../customers/find-customer.ts'],
  [`${src}/kernel/ids.ts`, 'node:crypto'],
  ['packages/server/test/flow.test.ts', '../src/customers/records/customer-record.ts'],
  ['packages/web/e2e/login.test.ts', '../../server/test/testkit/start-tollgate.ts'],
];

/** Imports that the layout forbids: the rule that says so, from which file, of what. */
const forbidden = [
  ['kernel-imports-nothing', `${src}/kernel/money.ts`, '../platform/pool/index.ts'],
  ['kernel-imports-nothing', `${src}/kernel/http.ts`, 'fastify'],
  ['platform-knows-only-the-kernel', `${src}/platform/pool/seed.ts`, '../../customers/index.ts'],
  ['leaves-know-no-other-capability', `${src}/pricing/rate.ts`, '../customers/index.ts'],
  ['leaves-know-no-other-capability', `${src}/pricing/bill.ts`, '../billing/index.ts'],
  ['flows-know-no-other-flow', `${src}/reporting/report.ts`, '../billing/index.ts'],
  ['only-app-knows-app', `${src}/billing/up.ts`, '../app/wire.ts'],
  ['capability-entered-through-index', `${src}/billing/deep.ts`, '../customers/find-customer.ts'],
  ['capability-entered-through-index', `${src}/app/deep.ts`, '../customers/find-customer.ts'],
  [
    'graphql-entered-through-its-index',
    `${src}/billing/graphql/deep-type.ts`,
    '../../customers/graphql/customer-type.ts',
  ],
  ['graphql-edge-is-for-edges', `${src}/billing/edge.ts`, '../customers/graphql/index.ts'],
  ['graphql-edge-is-for-edges', `${src}/customers/own-edge.ts`, './graphql/index.ts'],
  ['records-are-for-app', `${src}/customers/service.ts`, './records/index.ts'],
  ['records-are-for-app', `${src}/billing/graphql/row-type.ts`, '../../customers/records/index.ts'],
  [
    'records-entered-through-their-index',
    `${src}/app/row.ts`,
    '../customers/records/customer-record.ts',
  ],
  [
    'records-know-no-other-records',
    `${src}/billing/records/row.ts`,
    '../../customers/records/index.ts',
  ],
  ['domain-knows-no-framework', `${src}/customers/http.ts`, 'fastify'],
  ['domain-knows-no-framework', `${src}/customers/orm.ts`, '@mikro-orm/core'],
  ['gateway-reaches-no-orm-or-graphql', `${src}/gateway/limits.ts`, '../platform/graphql/index.ts'],
  ['translating-libraries-stay-in-translation', `${src}/gateway/translate.ts`, '@ai-sdk/provider'],
  ['shared-has-no-dependencies', 'packages/shared/src/files.ts', 'node:fs'],
  ['web-never-imports-server', 'packages/web/src/rows.ts', '../../server/src/customers/index.ts'],
  ['server-never-imports-web', `${src}/app/page.ts`, '../../../web/src/main.ts'],
  ['tests-stay-out-of-the-product', `${src}/customers/helper.ts`, './find-customer.test.ts'],
  ['no-development-packages-in-the-product', `${src}/customers/draw.ts`, 'for-tests'],
  ['no-undeclared-packages', `${src}/customers/ghost.ts`, 'undeclared'],
  ['not-to-unresolvable', `${src}/customers/gone.ts`, './no-such-file.ts'],
  ['no-circular', `${src}/customers/cycle.ts`, './cycle.ts'],
];

const home = process.cwd();
let folder;
let violations;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'tollgate-rules-')));
  layOut();
  process.chdir(folder);
  const { output } = await cruise(['packages'], {
    ...rules.options,
    ruleSet: { forbidden: rules.forbidden },
    validate: true,
  });
  violations = output.summary.violations;
});

afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

describe('the layout allows', () => {
  test.each(allowed)('%s to import %s', (from) => {
    expect(rulesBrokenBy(from)).toEqual([]);
  });
});

describe('the layout forbids', () => {
  test.each(forbidden)('%s: %s importing %s', (rule, from) => {
    expect(rulesBrokenBy(from)).toContain(rule);
  });

  test('what it forbids by every one of its rules', () => {
    const tried = new Set([...forbidden.map(([rule]) => rule), 'no-orphans']);
    expect(rules.forbidden.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });

  test('a file that nobody uses', () => {
    expect(rulesBrokenBy('packages/web/src/forgotten.ts')).toEqual(['no-orphans']);
  });
});

function rulesBrokenBy(from) {
  return [...new Set(violations.filter((v) => v.from === from).map((v) => v.rule.name))];
}

function layOut() {
  for (const name of installed) {
    write(`node_modules/${name}/package.json`, `{"name":"${name}","main":"index.js"}`);
    write(`node_modules/${name}/index.js`, '');
  }
  write('packages/server/package.json', manifest());
  write('packages/server/test/testkit/start-tollgate.ts', '');
  write('packages/web/src/forgotten.ts', '');
  for (const [path, text] of Object.entries(targets)) write(path, text);
  for (const [from, to] of allowed) write(from, `import '${to}';`);
  for (const [, from, to] of forbidden) write(from, `import '${to}';`);
}

function manifest() {
  const declared = installed.filter((name) => !['undeclared', 'for-tests'].includes(name));
  return JSON.stringify({
    name: 'server',
    dependencies: Object.fromEntries(declared.map((name) => [name, '1.0.0'])),
    devDependencies: { 'for-tests': '1.0.0' },
  });
}

function write(path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
