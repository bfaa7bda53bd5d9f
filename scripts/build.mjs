// Bundles each entry point once as ES module and once as CommonJS, with types for both.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build, transformSync } from 'esbuild';

const entryPoints = {
  index: 'src/index.ts',
  register: 'src/register.ts',
};

/** A program has one form: ES modules. */
const programs = { cli: 'src/cli.ts', 'demo-shop': 'src/cli/demo/shop.ts' };

/**
 * An application bundled as ES module has no `require`, and CommonJS within it can load nothing of Node's by it.
 * @type {import('esbuild').Plugin}
 */
const builtinsWithoutRequire = {
  name: 'builtins-without-require',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'builtin' }));
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

/** The local server has one form too, CommonJS: programs and tests are not short of time, and the package is of room. */
const localServer = 'src/local-server/open.ts';

/** CommonJS has no chunks: what both entry points need is a file of its own, so that there is one exporter. */
const shared = [
  'src/exporter.ts',
  'src/processor.ts',
  'src/options/resolve-options.ts',
  'src/register/share-logger-provider.ts',
];

rmSync('dist', { recursive: true, force: true });

const settings = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  logLevel: 'warning',
  // Names stay, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
};
// The thread of the durable outbox is a text in the bundle: no second file that an application's bundler could miss.
const worker = await build({
  ...settings,
  entryPoints: ['src/outbox/journal/worker.ts'],
  format: 'cjs',
  minifyIdentifiers: true,
  write: false,
});
const startJournal = `import { Worker } from 'node:worker_threads';
export const startWorker = (workerData) => new Worker(${JSON.stringify(worker.outputFiles[0].text)}, {
  eval: true,
  name: 'cloudwatch-logs-outbox',
  workerData,
  transferList: [workerData.port],
  env: {},
  // Deno refuses flags of Node's for a thread.
  execArgv: process.versions.deno === undefined ? ['--disable-warning=ExperimentalWarning'] : [],
  resourceLimits: { maxYoungGenerationSizeMb: 4 },
});`;
// So is the thread that sends at the end of the process. It finds no packages, but for the AWS SDK by a path: what it
// needs of OpenTelemetry's is in the text, and of the SDK too, for bundles that hold all. Credentials are passed to it or
// in the environment there: the SDK's other providers stay out.
const exitWorker = await build({
  ...settings,
  packages: 'bundle',
  mainFields: ['module', 'main'],
  entryPoints: ['src/exit/worker.ts'],
  plugins: [
    {
      name: 'credentials-of-environment',
      setup: ({ onResolve, onLoad }) => {
        onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ path }) => ({
          path,
          namespace: 'credentials',
        }));
        onLoad({ filter: /^/, namespace: 'credentials' }, () => ({
          contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
          resolveDir: '.',
        }));
      },
    },
  ],
  format: 'cjs',
  minifyIdentifiers: true,
  write: false,
});
// One file for both forms: the text is large. It is CommonJS, which has no require in a bundle that is an ES module.
const exitStarter = 'src/exit/start-worker.ts';
const startExit = `exports.startWorker = (workerData, env) => new (process.getBuiltinModule('node:worker_threads').Worker)(${JSON.stringify(exitWorker.outputFiles[0].text)}, {
  eval: true,
  name: 'cloudwatch-logs-exit',
  workerData,
  transferList: [workerData.port],
  env,
  execArgv: [],
  stdout: true,
  stderr: true,
});`;
settings.plugins = [
  {
    name: 'worker-as-text',
    setup: ({ onLoad }) =>
      onLoad({ filter: /start-worker\.ts$/ }, () => ({ contents: startJournal, loader: 'js' })),
  },
];

// The page of the command "local" runs as it is written; in the package it is texts too, without their white space.
const page = 'src/cli/local/page';
const pageFiles = readdirSync(page)
  .filter((name) => /\.(html|css|js)$/.test(name))
  .map((name) => [name, smaller(name, readFileSync(join(page, name), 'utf8'))]);
const pageTexts = `export const PAGE_FILES = ${JSON.stringify(Object.fromEntries(pageFiles))};`;
settings.plugins.push({
  name: 'page-as-texts',
  setup: ({ onLoad }) => onLoad({ filter: /page-files\.ts$/ }, () => ({ contents: pageTexts, loader: 'js' })),
});

// An ES module for each entry point, and what they share as chunks beside them.
await build({
  ...settings,
  entryPoints: { ...entryPoints, ...programs },
  format: 'esm',
  outdir: 'dist/esm',
  splitting: true,
  // For the profiles of the benchmark: they are not packed.
  sourcemap: 'external',
  sourcesContent: false,
  plugins: [
    ...settings.plugins,
    leaveOut(isLocalServer, '../cjs/local-server/open.js'),
    leaveOut(isExitStarter, '../cjs/exit-thread.js'),
  ],
});
await build({
  ...settings,
  entryPoints: { edge: 'src/edge.ts' },
  format: 'esm',
  platform: 'neutral',
  outdir: 'dist/esm',
});
for (const program of Object.keys(programs)) chmodSync(`dist/esm/${program}.js`, 0o755);

const commonjs = {
  ...settings,
  format: 'cjs',
  outdir: 'dist/cjs',
  // CommonJS has its own name for the file that runs.
  define: { 'import.meta.filename': '__filename' },
  // Test runners that load CommonJS in a context of their own know no import(): the AWS SDK is required, as late.
  supported: { 'dynamic-import': false },
  plugins: [...settings.plugins, leaveOut(isExitStarter, './exit-thread.js')],
};
await build({
  ...commonjs,
  stdin: { contents: shared.map((file) => `export * from './${file}';`).join('\n'), resolveDir: '.' },
  outdir: undefined,
  outfile: 'dist/cjs/shared.js',
});
await build({ ...commonjs, entryPoints, plugins: [...commonjs.plugins, leaveOut(isShared, './shared.js')] });
// Stack traces of users do not lead into it, so its names may be short: the tarball is bounded.
await build({
  ...commonjs,
  minifyIdentifiers: true,
  entryPoints: { 'local-server/open': localServer },
  plugins: [builtinsWithoutRequire],
});
const front = { 'local-server/index': 'src/local-server/index.ts' };
await build({ ...commonjs, entryPoints: front, plugins: [leaveOut(isLocalServer, './open.js')] });
mkdirSync('dist/esm/local-server');
writeFileSync(
  'dist/esm/local-server/index.js',
  "export { startLocalServer } from '../../cjs/local-server/index.js';\n",
);

execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
removeUnreachableTypes('dist/esm');
cpSync('dist/esm', 'dist/cjs', {
  recursive: true,
  filter: (path) => !/\.js(\.map)?$/.test(path),
});
writeFileSync('dist/cjs/exit-thread.js', startExit);
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');

/**
 * @param {string} name
 * @param {string} text
 */
function smaller(name, text) {
  if (name.endsWith('.html')) return text.replaceAll(/\n\s*/g, '\n');
  return transformSync(text, { loader: name.endsWith('.css') ? 'css' : 'js', minify: true, target: 'es2022' })
    .code;
}

/** @param {string} file */
function isLocalServer(file) {
  return file === localServer;
}

/** @param {string} file */
function isExitStarter(file) {
  return file === exitStarter;
}

/** @param {string} file */
function isShared(file) {
  return shared.includes(file);
}

/** @param {string} file */
function sourceOf(file) {
  return relative('.', file).replace(/\.js$/, '.ts');
}

/**
 * What is bundled elsewhere is loaded from there.
 * @param {(file: string) => boolean} isElsewhere
 * @param {string} path
 * @returns {import('esbuild').Plugin}
 */
function leaveOut(isElsewhere, path) {
  return {
    name: 'leave-out',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^\..*\.js$/ }, ({ path: specifier, resolveDir }) =>
        isElsewhere(sourceOf(join(resolveDir, specifier))) ? { path, external: true } : undefined,
      ),
  };
}

/**
 * Users need the types that the entry points lead to, and no others.
 * @param {string} folder
 */
function removeUnreachableTypes(folder) {
  const reachable = new Set();
  const visit = (file) => {
    if (reachable.has(file) || !existsSync(file)) return;
    reachable.add(file);
    for (const [, specifier] of readFileSync(file, 'utf8').matchAll(/['"](\.[^'"]+)\.js['"]/g)) {
      visit(join(dirname(file), `${specifier}.d.ts`));
    }
  };
  for (const entry of [...Object.keys(entryPoints), 'local-server/index'])
    visit(join(folder, `${entry}.d.ts`));
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, path);
    if (file.endsWith('.d.ts') && !reachable.has(file)) rmSync(file);
  }
}
