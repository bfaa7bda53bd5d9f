import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { findBundledLogger, isInPackage } from '../../src/register/bundled-logger.js';
import { temporaryDirectory } from '../durable/helpers/service.js';

const PINO = "Symbol('pino.chindings')";

/** Writes files, and gives where they are. */
function write(root: string, files: Readonly<Record<string, string>>): (path: string) => string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return (path) => join(root, path);
}

describe('bundled-logger', () => {
  it('finds a logger in the first file that holds one', async () => {
    using root = temporaryDirectory();
    const at = write(root.path, { 'app.js': 'start()', 'chunk.js': PINO });
    const found = await findBundledLogger([at('gone.js'), at('app.js'), at('chunk.js')]);
    assert.deepEqual(found, { logger: 'pino', file: at('chunk.js') });
    assert.equal(await findBundledLogger([at('app.js')]), undefined);
    assert.equal(await findBundledLogger(['']), undefined);
  });

  it('looks into the files that a file names, and into theirs, in a cycle too', async () => {
    using root = temporaryDirectory();
    const at = write(root.path, {
      'app.mjs': 'import\'./chunks/a.mjs\';import{b}from"./gone.mjs";',
      'chunks/a.mjs': "import '../app.mjs'; const b = () => import('./b.mjs');",
      'chunks/b.mjs': PINO,
    });
    assert.deepEqual(await findBundledLogger([at('app.mjs')]), { logger: 'pino', file: at('chunks/b.mjs') });
    const cycle = write(root.path, { 'one.js': "require('./two.js')", 'two.js': "require('./one.js')" });
    assert.equal(await findBundledLogger([cycle('one.js')]), undefined);
  });

  it('looks into no package', async () => {
    using root = temporaryDirectory();
    const at = write(root.path, { 'node_modules/pino/pino.js': PINO });
    assert.equal(isInPackage(at('node_modules/pino/pino.js')), true);
    assert.equal(await findBundledLogger([at('node_modules/pino/pino.js')]), undefined);
  });

  it('finds winston in a chunk of a bundle of ES modules', async () => {
    using root = temporaryDirectory();
    const at = write(root.path, { 'src/app.mjs': "const { createLogger } = await import('winston');" });
    await build({
      entryPoints: [at('src/app.mjs')],
      outdir: at('out'),
      nodePaths: ['node_modules'],
      bundle: true,
      splitting: true,
      minify: true,
      format: 'esm',
      platform: 'node',
      logLevel: 'error',
    });
    const found = await findBundledLogger([at('out/app.js')]);
    assert.equal(found?.logger, 'winston');
    assert.notEqual(found.file, at('out/app.js'));
  });
});
