import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { BRIDGED, loggersIn } from '../../src/register/loggers.js';
import { createPackages } from '../../src/register/packages.js';

/** Files with the marker text of a logger, by package. */
const MARKED = { winston: 'lib/winston/logger.js', pino: 'lib/symbols.js', bunyan: 'lib/bunyan.js' };

describe('loggers', () => {
  const packages = createPackages();

  for (const name of BRIDGED) {
    it(`are found in a bundle by text that ${name} contains`, () => {
      const folder = dirname(packages.find(`${name}/package.json`) ?? '');
      assert.deepEqual(loggersIn(readFileSync(join(folder, MARKED[name]), 'utf8')), [name]);
    });
  }

  it('are known in a bundle that is minified', async () => {
    for (const name of BRIDGED) {
      const { outputFiles } = await build({
        stdin: { contents: `export * from '${name}';`, resolveDir: '.' },
        bundle: true,
        minify: true,
        platform: 'node',
        // A binary of bunyan's, which bundles leave out.
        external: ['dtrace-provider'],
        write: false,
        logLevel: 'error',
      });
      assert.deepEqual(loggersIn(outputFiles[0]?.text ?? ''), [name]);
    }
  });

  it('are not known by their names alone', () => {
    assert.deepEqual(loggersIn("import pino from 'pino'; import winston from 'winston';"), []);
  });
});
