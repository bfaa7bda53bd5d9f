import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BRIDGED, loggersIn } from '../../src/register/loggers.js';
import { createPackages } from '../../src/register/packages.js';

/** Files that hold the mark of a logger, by its package. */
const MARKED = { winston: 'lib/winston/logger.js', pino: 'lib/symbols.js', bunyan: 'lib/bunyan.js' };

describe('loggers', () => {
  const packages = createPackages();

  for (const name of BRIDGED) {
    it(`are known in a bundle by what ${name} holds`, () => {
      const folder = dirname(packages.find(`${name}/package.json`) ?? '');
      assert.deepEqual(loggersIn(readFileSync(join(folder, MARKED[name]), 'utf8')), [name]);
    });
  }

  it('are not known by their names alone', () => {
    assert.deepEqual(loggersIn("import pino from 'pino'; import winston from 'winston';"), []);
  });
});
