/**
 * The layout of Tollgate as rules: kernel <- platform <- leaves <- flows <- app.
 * CONTRIBUTING.md explains the words; `npm test` runs this over every package.
 */

const LEAVES = ['audit', 'identity', 'customers', 'pricing', 'metering', 'budgets', 'deployments'];
const FLOWS = ['gateway', 'billing', 'reporting', 'rerating', 'webhooks', 'alerting'];

const SRC = 'packages/server/src';
const leaves = LEAVES.join('|');
const flows = FLOWS.join('|');
const capabilities = `${leaves}|${flows}`;

/** Tests may look inside a folder; they still keep every other rule. */
const TESTS = ['\\.test\\.tsx?$', '^packages/[^/]+/(test|e2e)/', '^bench/'];

/** Matches a package wherever the package manager has put it. */
const pkg = (...names) => names.map((name) => `(^|/)node_modules/${name}(/|$)`);

const GRAPHQL_AND_ORM = pkg(
  '@mikro-orm/[^/]+',
  'graphql',
  'graphql-ws',
  'graphql-scalars',
  'type-graphql',
  '@apollo/[^/]+',
  'dataloader',
);

const WEB_SERVER = pkg('fastify', '@fastify/[^/]+', '@as-integrations/fastify');

const never = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const downwards = [
  never(
    'kernel-imports-nothing',
    'The kernel is pure: it knows Node, @tollgate/shared and itself.',
    { path: `^${SRC}/kernel/`, pathNot: TESTS },
    { pathNot: [`^${SRC}/kernel/`, '^packages/shared/'], dependencyTypesNot: ['core'] },
  ),
  never(
    'platform-knows-only-the-kernel',
    'A driver that knows a capability cannot serve the others.',
    { path: `^${SRC}/platform/` },
    { path: `^${SRC}/`, pathNot: `^${SRC}/(platform|kernel)/` },
  ),
  never(
    'leaves-know-no-other-capability',
    'Who needs two leaves is a flow, and owns the transaction.',
    { path: `^${SRC}/(${leaves})/`, pathNot: TESTS },
    { path: `^${SRC}/(${capabilities}|app)/`, pathNot: `^${SRC}/($1|[^/]+/graphql)/` },
  ),
  never(
    'flows-know-no-other-flow',
    'Two flows that need each other share a leaf, or are wired together in app/.',
    { path: `^${SRC}/(${flows})/`, pathNot: TESTS },
    { path: `^${SRC}/(${flows}|app)/`, pathNot: `^${SRC}/($1|[^/]+/graphql)/` },
  ),
  never(
    'only-app-knows-app',
    'The composition root is the top: nothing is built on it.',
    { path: '^packages/', pathNot: [`^${SRC}/app/`, ...TESTS] },
    { path: `^${SRC}/app/` },
  ),
];

const entrances = [
  never(
    'capability-entered-through-index',
    'Import the index.ts of a capability; what it does not export is its own business.',
    { path: `^${SRC}/([^/]+)/`, pathNot: TESTS },
    {
      path: `^${SRC}/(${capabilities})/`,
      pathNot: [`^${SRC}/$1/`, `^${SRC}/[^/]+/index\\.ts$`, `^${SRC}/[^/]+/(graphql|records)/`],
    },
  ),
  never(
    'graphql-entered-through-its-index',
    'The GraphQL edge of a capability is entered through graphql/index.ts.',
    { path: `^${SRC}/([^/]+)/`, pathNot: TESTS },
    {
      path: `^${SRC}/(${capabilities})/graphql/`,
      pathNot: [`^${SRC}/$1/`, `^${SRC}/[^/]+/graphql/index\\.ts$`],
    },
  ),
  never(
    'graphql-edge-is-for-edges',
    'Only other GraphQL edges and app/ may import a GraphQL edge.',
    { path: `^${SRC}/`, pathNot: [`^${SRC}/[^/]+/graphql/`, `^${SRC}/app/`, ...TESTS] },
    { path: `^${SRC}/(${capabilities})/graphql/` },
  ),
  never(
    'records-are-for-app',
    'Records are wired by app/, through records/index.ts; everybody else gets what app/ hands them.',
    { path: `^${SRC}/`, pathNot: [`^${SRC}/app/`, `^${SRC}/[^/]+/records/`, ...TESTS] },
    { path: `^${SRC}/(${capabilities})/records/` },
  ),
  never(
    'records-entered-through-their-index',
    'Records of a capability are entered through records/index.ts, and never from other records.',
    { path: `^${SRC}/(app|[^/]+/records)/`, pathNot: TESTS },
    {
      path: `^${SRC}/(${capabilities})/records/`,
      pathNot: [`^${SRC}/$1/`, `^${SRC}/[^/]+/records/index\\.ts$`],
    },
  ),
  never(
    'records-know-no-other-records',
    'A relation between two capabilities is an id, not an entity.',
    { path: `^${SRC}/([^/]+)/records/`, pathNot: TESTS },
    { path: `^${SRC}/[^/]+/records/`, pathNot: `^${SRC}/$1/records/` },
  ),
];

const purity = [
  never(
    'domain-knows-no-framework',
    'Rules and services know neither HTTP framework, GraphQL nor ORM: those are edges.',
    {
      path: `^${SRC}/(${capabilities})/`,
      pathNot: [`^${SRC}/[^/]+/(graphql|records)/`, ...TESTS],
    },
    { path: [...WEB_SERVER, ...GRAPHQL_AND_ORM] },
  ),
  never(
    'gateway-reaches-no-orm-or-graphql',
    'The hot path stays thin: not even a transitive import may load the ORM or GraphQL.',
    { path: `^${SRC}/gateway/`, pathNot: TESTS },
    { path: [...GRAPHQL_AND_ORM, `^${SRC}/.*/(records|graphql)/`], reachable: true },
  ),
];

const translation = [
  never(
    'translating-libraries-stay-in-translation',
    'Byte pass-through is the rule; the libraries that rewrite calls are for the providers that need it.',
    { path: '^packages/server/src/', pathNot: [`^${SRC}/gateway/translation/`, ...TESTS] },
    { path: pkg('@ai-sdk/[^/]+') },
  ),
];

const packages = [
  never(
    'shared-has-no-dependencies',
    'Both sides execute this package: it depends on nothing, not even on Node.',
    { path: '^packages/shared/src/', pathNot: TESTS },
    { pathNot: '^packages/shared/src/' },
  ),
  never(
    'web-never-imports-server',
    'The dashboard knows the server by its GraphQL contract alone.',
    { path: '^packages/web/', pathNot: TESTS },
    { path: '^packages/server/' },
  ),
  never(
    'server-never-imports-web',
    'The server serves the built files of the dashboard; it does not import them.',
    { path: '^packages/(server|shared)/' },
    { path: '^packages/web/' },
  ),
  never(
    'tests-stay-out-of-the-product',
    'A product file that imports a test file ships the test.',
    { path: '^packages/[^/]+/src/', pathNot: TESTS },
    { path: TESTS },
  ),
  never(
    'no-development-packages-in-the-product',
    'What the product imports must be there without development packages.',
    { path: '^packages/server/src/', pathNot: TESTS },
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  ),
  never(
    'no-undeclared-packages',
    'A package that is imported is declared in the package.json beside it.',
    { path: '^(packages|bench|scripts)/' },
    { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  ),
];

const hygiene = [
  never('no-circular', 'A cycle is one module in several files.', {}, { circular: true }),
  never(
    'not-to-unresolvable',
    'An import that does not resolve fails when it is first executed.',
    {},
    // What a plugin of the build writes is no file.
    { couldNotResolve: true, pathNot: '^virtual:' },
  ),
  never(
    'no-orphans',
    'A file that nothing imports, and that imports nothing, is forgotten.',
    {
      orphan: true,
      path: '^packages/[^/]+/src/',
      pathNot: ['\\.d\\.ts$', ...TESTS],
    },
    {},
  ),
];

module.exports = {
  forbidden: [...downwards, ...entrances, ...purity, ...translation, ...packages, ...hygiene],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: '(^|/)(dist|coverage|\\.tollgate)/(?!index\\.(js|d\\.ts)$)' },
    // Types count as well: a folder that needs another one's types depends on it.
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.d.ts', '.js', '.mjs', '.cjs', '.json'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
    skipAnalysisNotInRules: true,
  },
};
