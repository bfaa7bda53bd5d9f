// Bundles each entry point once as ES module and once as CommonJS, with types for both.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';

const entryPoints = {
  index: 'src/index.ts',
  register: 'src/register.ts',
  'local-server/index': 'src/local-server/index.ts',
};

/** What index and register have in common: esbuild splits ES modules alone. */
const SHARED = ['src/exporter.ts', 'src/resolve-options.ts', 'src/register/share-logger-provider.ts'];

rmSync('dist', { recursive: true, force: true });

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  logLevel: 'warning',
};
// The thread of the durable outbox is a text in the bundle: no second file that an application's bundler could miss.
const worker = await build({
  ...shared,
  entryPoints: ['src/outbox/durable/worker.ts'],
  format: 'cjs',
  minifyWhitespace: true,
  write: false,
});
const startWorker = `import { Worker } from 'node:worker_threads';
export const startWorker = (workerData) => new Worker(${JSON.stringify(worker.outputFiles[0].text)}, {
  eval: true,
  name: 'cloudwatch-logs-outbox',
  workerData,
  env: {},
  execArgv: ['--disable-warning=ExperimentalWarning'],
});`;
shared.plugins = [
  {
    name: 'worker-as-text',
    setup: ({ onLoad }) =>
      onLoad({ filter: /start-worker\.ts$/ }, () => ({ contents: startWorker, loader: 'js' })),
  },
];

// One file loads faster than forty; entry points share what they have in common.
await build({ ...shared, entryPoints, format: 'esm', splitting: true, outdir: 'dist/esm' });

// CommonJS has its own name for the file that runs.
const commonjs = {
  ...shared,
  format: 'cjs',
  outdir: 'dist/cjs',
  define: { 'import.meta.filename': '__filename' },
};
const sharedCode = SHARED.map((file) => `export * from './${file}';`).join('\n');
await build({
  ...commonjs,
  stdin: { contents: sharedCode, resolveDir: '.' },
  outdir: undefined,
  outfile: 'dist/cjs/shared.js',
  // Test runners that load CommonJS in a context of their own know no import(): the AWS SDK is required, as late.
  supported: { 'dynamic-import': false },
});
await build({ ...commonjs, entryPoints, plugins: [{ name: 'shared', setup: leaveOutShared }] });

execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });
removeUnreachableTypes('dist/esm');
cpSync('dist/esm', 'dist/cjs', {
  recursive: true,
  filter: (path) => !path.endsWith('.js'),
});
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');

/** @param {import('esbuild').PluginBuild} build */
function leaveOutShared({ onResolve }) {
  const files = new Set(SHARED.map((file) => resolve(file)));
  onResolve({ filter: /^\..*\.js$/ }, ({ path, resolveDir }) => {
    const file = join(resolveDir, path).replace(/\.js$/, '.ts');
    return files.has(file) ? { path: './shared.js', external: true } : undefined;
  });
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
  for (const entry of Object.keys(entryPoints)) visit(join(folder, `${entry}.d.ts`));
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, path);
    if (file.endsWith('.d.ts') && !reachable.has(file)) rmSync(file);
  }
}
