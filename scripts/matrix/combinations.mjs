/**
 * What the matrix installs: lines of OpenTelemetry, and the Nodes that each supports. The oldest versions that the
 * package takes as peers are a line of their own. `quick` are the Nodes of the smaller cross.
 */
export const LINES = {
  '2.x': {
    nodes: [20, 22, 24, 26],
    quick: [20],
    packages: {
      '@opentelemetry/api': '^1.9.0 <1.10.0',
      '@opentelemetry/api-logs': '^0.223.1',
      '@opentelemetry/auto-instrumentations-node': '^0.81.2',
      // It needs api 1.9.1, so that the oldest line is without it.
      '@opentelemetry/instrumentation-console': '^0.5.0',
      '@opentelemetry/resource-detector-aws': '2.23',
      '@opentelemetry/resources': '^2.12.1',
      '@opentelemetry/sdk-logs': '^0.223.1',
      '@opentelemetry/sdk-metrics': '^2.12.1',
      '@opentelemetry/sdk-node': '^0.223.0',
    },
  },
  '2.x oldest': {
    nodes: [20],
    quick: [],
    packages: {
      '@opentelemetry/api': '1.9.0',
      '@opentelemetry/api-logs': '0.220.0',
      '@opentelemetry/auto-instrumentations-node': '0.77.0',
      '@opentelemetry/core': '2.0.0',
      '@opentelemetry/resources': '2.9.0',
      '@opentelemetry/sdk-logs': '0.220.0',
      '@opentelemetry/sdk-metrics': '2.9.0',
      '@opentelemetry/sdk-node': '0.220.0',
    },
  },
  '3.x': {
    nodes: [22, 24, 26],
    quick: [26],
    packages: {
      '@opentelemetry/api': '^1.10.0',
      '@opentelemetry/auto-instrumentations-node': '^0.82.0',
      '@opentelemetry/instrumentation-console': '^0.5.0',
      '@opentelemetry/resource-detector-aws': '^3.0.0',
      '@opentelemetry/resources': '^3.1.1',
      '@opentelemetry/sdk-logs': '^3.1.1',
      '@opentelemetry/sdk-metrics': '^3.1.0',
      '@opentelemetry/sdk-node': '^0.301.0',
    },
  },
};

/** Packages that all lines have. */
export const COMMON_PACKAGES = {
  '@opentelemetry/winston-transport': '^0.34.0',
  '@types/node': '^20.19.0',
  bunyan: '^1.8.15',
  esbuild: '^0.28.2',
  express: '^5.3.0',
  mocha: '^12.0.0',
  pino: '^10.4.0',
  'signal-exit': '^4.1.0',
  'signal-exit-3': 'npm:signal-exit@^3.0.7',
  sinon: '^22.0.0',
  tsx: '^4.23.0',
  typescript: '^5.9.0',
  'typescript-7': 'npm:typescript@^7.0.0',
  winston: '^3.19.0',
};

export const FORMATS = [
  { name: 'ESM', type: 'module' },
  { name: 'CommonJS', type: 'commonjs' },
];

/**
 * The tests on each Node. Those of services are in one format, as the services that they start are in both.
 */
export const SUITES = [
  { name: 'integration, ESM', type: 'module', tests: ['integration'] },
  { name: 'integration, CommonJS', type: 'commonjs', tests: ['integration'] },
  {
    name: 'services (register, bridges, NodeSDK), ESM and CommonJS',
    type: 'module',
    tests: ['zero-code', 'bridges', 'matrix'],
  },
];

/** The ends of a process, tested once on each Node: the cells of the table of guarantees, and their files. */
export const ENDS = ['guarantee/process-end.test.ts'];
/** The same ends of a process that esbuild has bundled. */
export const BUNDLED_ENDS = ['process/bundled-exit.test.ts'];
const ENDS_NEED = [
  'guarantee/helpers/ends.ts',
  'guarantee/helpers/ending-app.mjs',
  'guarantee/helpers/ending-processes.ts',
  'guarantee/helpers/snapshot.ts',
  'durable/helpers/service.ts',
  'durable/helpers/orders.ts',
  'process/apps/ends.mjs',
];

/** Files and whole folders below `test` that are copied. */
export const COPIED = [
  'helpers',
  ...SUITES.flatMap(({ tests }) => tests),
  ...ENDS,
  ...BUNDLED_ENDS,
  ...ENDS_NEED,
];

/** The ways in which TypeScript resolves modules; the classic one finds only the root entry. */
export const RESOLUTIONS = [
  { typescript: 'typescript', module: 'node16', moduleResolution: 'node16', entries: 'all' },
  { typescript: 'typescript', module: 'nodenext', moduleResolution: 'nodenext', entries: 'all' },
  { typescript: 'typescript', module: 'esnext', moduleResolution: 'bundler', entries: 'all' },
  { typescript: 'typescript', module: 'commonjs', moduleResolution: 'node10', entries: 'root' },
  { typescript: 'typescript-7', module: 'nodenext', moduleResolution: 'nodenext', entries: 'all' },
  { typescript: 'typescript-7', module: 'esnext', moduleResolution: 'bundler', entries: 'all' },
];
