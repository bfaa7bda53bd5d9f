// Bundlers, each with its usual settings for Node.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const SDK = /^@aws-sdk\//;

/** The packages of the bundlers. */
export const BUNDLER_PACKAGES = {
  '@rollup/plugin-commonjs': '*',
  '@rollup/plugin-json': '*',
  '@rollup/plugin-node-resolve': '*',
  esbuild: '^0.28.2',
  rollup: '^4.0.0',
  webpack: '^5.0.0',
};

/** @typedef {{ folder: string, entry: string, outfile: string, sdkInside: boolean }} Bundle */
/** @type {readonly { name: string, extension: string, bundle(bundle: Bundle): Promise<void> }[]} */
export const BUNDLERS = [
  { name: 'esbuild, CommonJS', extension: 'cjs', bundle: (bundle) => byEsbuild(bundle, 'cjs') },
  { name: 'esbuild, ESM', extension: 'mjs', bundle: (bundle) => byEsbuild(bundle, 'esm') },
  { name: 'webpack', extension: 'cjs', bundle: byWebpack },
  { name: 'Rollup', extension: 'mjs', bundle: byRollup },
];

/**
 * @param {Bundle} bundle
 * @param {'cjs' | 'esm'} format
 */
async function byEsbuild({ folder, entry, outfile, sdkInside }, format) {
  const { build } = await loadFrom(folder, 'esbuild');
  await build({
    absWorkingDir: folder,
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format,
    outfile,
    external: sdkInside ? [] : ['@aws-sdk/*'],
    // As documented: in CommonJS form the AWS SDK has no `require` in an ES module.
    ...(sdkInside && format === 'esm' && { mainFields: ['module', 'main'] }),
    logLevel: 'error',
  });
}

/** @param {Bundle} bundle */
async function byWebpack({ folder, entry, outfile, sdkInside }) {
  const webpack = await loadFrom(folder, 'webpack');
  const name = outfile.slice(folder.length + 1);
  const compiler = webpack({
    context: folder,
    mode: 'production',
    target: 'node',
    entry: `./${entry}`,
    // One file, as from the others.
    output: { path: folder, filename: name, asyncChunks: false },
    externals: sdkInside ? [] : [SDK],
    externalsType: 'commonjs',
  });
  const stats = await new Promise((resolve, reject) => {
    compiler.run((error, result) => (error ? reject(error) : resolve(result)));
  });
  if (stats.hasErrors()) throw new Error(stats.toString('errors-only'));
}

/** @param {Bundle} bundle */
async function byRollup({ folder, entry, outfile, sdkInside }) {
  const { rollup } = await loadFrom(folder, 'rollup');
  const plugin = async (/** @type {string} */ name) =>
    (await loadFrom(folder, `@rollup/plugin-${name}`)).default;
  const [resolve, commonjs, json] = await Promise.all(['node-resolve', 'commonjs', 'json'].map(plugin));
  const bundle = await rollup({
    input: join(folder, entry),
    external: sdkInside ? [] : [SDK],
    plugins: [resolve({ preferBuiltins: true, exportConditions: ['node'] }), commonjs(), json()],
    onwarn: () => {},
  });
  await bundle.write({ file: outfile, format: 'es', inlineDynamicImports: true });
  await bundle.close();
}

/**
 * @param {string} folder
 * @param {string} name
 */
async function loadFrom(folder, name) {
  const file = createRequire(join(folder, 'package.json')).resolve(name);
  const loaded = await import(pathToFileURL(file).href);
  return name.startsWith('@') ? loaded : (loaded.default ?? loaded);
}
