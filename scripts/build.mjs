// Bundles each entry point as an ES module and as CommonJS, with types for both.
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

/** It shares no code with these two. */
const localServer = { 'local-server/index': 'src/local-server/index.ts' };

/** Programs exist only as ES modules. */
const programs = { cli: 'src/cli.ts', 'demo-shop': 'src/cli/demo/shop.ts' };

/** CommonJS has no chunks: code that both entry points need is a separate file, so that there is one exporter. */
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
  // Keeps names, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
};
// The code of a thread is a string in the package: an application's bundler could miss a second program. This one
// writes the durable outbox.
const outboxThread = await build({
  ...settings,
  entryPoints: ['src/outbox/journal/spool/worker.ts'],
  format: 'cjs',
  minifyIdentifiers: true,
  write: false,
});
// This one sends at the end of the process. It loads no package but the AWS SDK, by a path. The string has the parts of
// OpenTelemetry that it needs, and those of the SDK, for applications in one bundle. There the credentials are passed to
// it or come from the environment: the SDK's other providers are left out.
const exitThread = await build({
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
// Each string is a file, which both forms of the package load: it is too large to be packed twice. The file requires
// nothing, as an application that is bundled as an ES module has no `require`.
mkdirSync('dist/cjs', { recursive: true });
for (const [file, { outputFiles }] of Object.entries({ outbox: outboxThread, exit: exitThread })) {
  const code = JSON.stringify(outputFiles[0].text);
  writeFileSync(`dist/cjs/${file}-thread.js`, `exports.THREAD_CODE = ${code};\nexports.THREAD_FLAGS = [];\n`);
}

// The page of the command "local" runs as it is written. In the package it is strings too, without white space.
const page = 'src/cli/local/page';
const pageFiles = readdirSync(page)
  .filter((name) => /\.(html|css|js)$/.test(name))
  .map((name) => [name, smaller(name, readFileSync(join(page, name), 'utf8'))]);
const pageTexts = `export const PAGE_FILES = ${JSON.stringify(Object.fromEntries(pageFiles))};`;
settings.plugins = [
  {
    name: 'page-as-texts',
    setup: ({ onLoad }) =>
      onLoad({ filter: /page-files\.ts$/ }, () => ({ contents: pageTexts, loader: 'js' })),
  },
];

// An ES module for each entry point, and chunks of the code that they share.
await build({
  ...settings,
  entryPoints: { ...entryPoints, ...localServer, ...programs },
  format: 'esm',
  outdir: 'dist/esm',
  splitting: true,
  // For the profiles of the benchmark; not packed.
  sourcemap: 'external',
  sourcesContent: false,
  plugins: [...settings.plugins, ...threadsFrom('../cjs')],
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
  // CommonJS has its own name for the running file.
  define: { 'import.meta.filename': '__filename' },
  // Test runners that load CommonJS in a context of their own have no import(): the AWS SDK is required, just as late.
  supported: { 'dynamic-import': false },
  plugins: [...settings.plugins, ...threadsFrom('.')],
};
await build({
  ...commonjs,
  stdin: { contents: shared.map((file) => `export * from './${file}';`).join('\n'), resolveDir: '.' },
  outdir: undefined,
  outfile: 'dist/cjs/shared.js',
});
await build({ ...commonjs, entryPoints, plugins: [...commonjs.plugins, leaveOut(shared, './shared.js')] });
await build({ ...commonjs, entryPoints: localServer, plugins: [] });

execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
removeUnreachableTypes('dist/esm');
cpSync('dist/esm', 'dist/cjs', {
  recursive: true,
  filter: (path) => !/\.js(\.map)?$/.test(path),
});
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

/**
 * Takes the code of the threads from its strings.
 * @param {string} folder of the strings, as the importing file sees it
 */
function threadsFrom(folder) {
  return [
    leaveOut(['src/outbox/journal/thread-code.ts'], `${folder}/outbox-thread.js`),
    leaveOut(['src/exit/thread-code.ts'], `${folder}/exit-thread.js`),
  ];
}

/**
 * Loads code that is bundled elsewhere from there.
 * @param {readonly string[]} files
 * @param {string} path
 * @returns {import('esbuild').Plugin}
 */
function leaveOut(files, path) {
  return {
    name: 'leave-out',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^\..*\.js$/ }, ({ path: specifier, resolveDir }) =>
        files.includes(sourceOf(join(resolveDir, specifier))) ? { path, external: true } : undefined,
      ),
  };
}

/** @param {string} file */
function sourceOf(file) {
  return relative('.', file).replace(/\.js$/, '.ts');
}

/**
 * Users need only the types that the entry points refer to.
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
  for (const entry of Object.keys({ ...entryPoints, ...localServer })) visit(join(folder, `${entry}.d.ts`));
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, path);
    if (file.endsWith('.d.ts') && !reachable.has(file)) rmSync(file);
  }
}
