import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { type SinonFakeTimers, useFakeTimers } from 'sinon';
import { UNBRIDGED } from '../../src/register/loggers.js';
import { createPackages, type Packages } from '../../src/register/packages.js';
import { isTool, type SilenceFacts, watchForSilence, whySilent } from '../../src/register/silence.js';
import { lineOf } from '../helpers/message.js';
import type { Warn } from '../../src/register/environment-text.js';

const QUIET: SilenceFacts = {
  loaded: [],
  installed: [],
  bunyanVersion: undefined,
  bundled: undefined,
  isTool: false,
  console: false,
};

const BUNDLED = { logger: 'winston', file: '/app/dist/app.js' };
/** It holds the mark of a bundled pino: pino.chindings */
const THIS_FILE = fileURLToPath(import.meta.url);

/** Resolves with the first line. */
function watch(packages: Partial<Packages>, seen = false): Promise<string> {
  return new Promise((resolve) => {
    const warn: Warn = (message) => resolve(lineOf(message));
    const surroundings = { packages: { ...createPackages(), ...packages }, console: false, warn };
    watchForSilence({ hasSeenRecord: () => seen }, surroundings);
  });
}

const findBunyan = (name: string): string | undefined => (name.startsWith('bunyan') ? name : undefined);
const failToFind = (): never => assert.fail('looked');

describe('silence', () => {
  const cases: readonly (readonly [name: string, facts: Partial<SilenceFacts>, why: RegExp | undefined])[] = [
    ['only console', {}, /^CWL_NO_RECORDS_NO_LOGGER: .*OTEL_EXPORTER_CLOUDWATCH_CONSOLE=true/],
    ['a console that is logged', { console: true }, undefined],
    ['a tool that starts the application', { isTool: true }, undefined],
    ['pino', { loaded: ['pino'] }, undefined],
    ['pino beside Nest', { loaded: ['pino', '@nestjs/common'] }, undefined],
    ['bunyan 1', { loaded: ['bunyan'], bunyanVersion: '1.8.15' }, undefined],
    [
      'bunyan 2',
      { loaded: ['bunyan'], bunyanVersion: '2.0.5' },
      /^CWL_NO_RECORDS_BUNYAN: .*bunyan 2\.0\.5.*npm i bunyan@1$/,
    ],
    ['bunyan 2 beside winston', { loaded: ['winston', 'bunyan'], bunyanVersion: '2.0.5' }, /bunyan 2\.0\.5/],
    ['log4js', { loaded: ['log4js'] }, /^CWL_NO_RECORDS_NO_BRIDGE: .*log4js is loaded/],
    ['Nest', { loaded: ['@nestjs/common'] }, /^CWL_NO_RECORDS_NO_BRIDGE: .*Nest's own logger is loaded/],
    ['consola', { installed: ['consola'] }, /^CWL_NO_RECORDS_NO_BRIDGE: .*consola is installed/],
    ['consola beside a console that is logged', { installed: ['consola'], console: true }, undefined],
    [
      'winston in a bundle',
      { bundled: BUNDLED },
      /^CWL_NO_RECORDS_BUNDLED: .*winston .*app\.js.*--external:winston, Next\.js: serverExternalPackages\)\.$/,
    ],
    [
      'winston in a bundle that a tool has loaded',
      { bundled: BUNDLED, isTool: true },
      /^CWL_NO_RECORDS_BUNDLED: /,
    ],
    ['winston in a bundle and outside', { bundled: BUNDLED, loaded: ['winston'] }, undefined],
  ];
  for (const [name, facts, why] of cases) {
    it(`${why === undefined ? 'has nothing to say' : 'says why'} with ${name}`, () => {
      const reason = whySilent({ ...QUIET, ...facts });
      if (why === undefined) assert.equal(reason, undefined);
      else assert.match(reason === undefined ? '' : lineOf(reason), why);
    });
  }

  it('names each logger without a bridge, loaded or installed', () => {
    for (const [packageName, logger] of Object.entries(UNBRIDGED)) {
      for (const facts of [{ loaded: [packageName] }, { installed: [packageName] }]) {
        const reason = whySilent({ ...QUIET, ...facts });
        assert.equal(reason?.code, 'CWL_NO_RECORDS_NO_BRIDGE');
        assert.ok(reason.text.includes(`60 s: ${logger} is ${Object.keys(facts)[0]},`), reason.text);
      }
    }
  });

  describe('after a minute', () => {
    let clock: SinonFakeTimers;
    const { argv } = process;
    beforeEach(() => {
      clock = useFakeTimers({ toFake: ['setTimeout'] });
    });
    afterEach(() => {
      clock.restore();
      process.argv = argv;
    });

    it('checks which modules are loaded', async () => {
      const line = watch({
        findLoaded: findBunyan,
        from: () => ({ ...createPackages(), find: findBunyan }),
        load: () => ({ version: '2.0.5' }),
      });
      clock.tick(60_000);
      assert.match(await line, /^CWL_NO_RECORDS_BUNYAN: .* 60 s: bunyan 2\.0\.5/);
    });

    it('looks into the main file for a logger that was bundled', async () => {
      process.argv = ['node', THIS_FILE];
      const line = watch({ find: () => undefined, findLoaded: () => undefined });
      clock.tick(60_000);
      assert.match(await line, /^CWL_NO_RECORDS_BUNDLED: .*pino .*silence\.test\.ts/);
    });

    it('looks into what the main file has loaded', async () => {
      process.argv = ['node', '/app/node_modules/next/dist/bin/next'];
      const line = watch({
        find: () => undefined,
        findLoaded: () => undefined,
        loadedFiles: () => [THIS_FILE],
      });
      clock.tick(60_000);
      assert.match(await line, /^CWL_NO_RECORDS_BUNDLED: .*pino .*silence\.test\.ts/);
    });

    it('does without a main file', async () => {
      process.argv = ['node'];
      const line = watch({ find: () => undefined, findLoaded: () => undefined, loadedFiles: () => [] });
      clock.tick(60_000);
      assert.match(await line, /^CWL_NO_RECORDS_NO_LOGGER: /);
    });

    it('checks nothing if a record has arrived, and nothing before the minute is over', () => {
      void watch({ find: failToFind, findLoaded: failToFind }, true);
      clock.tick(60_000);
      void watch({ find: failToFind, findLoaded: failToFind });
      clock.tick(59_999);
    });
  });
});

describe('silence: isTool', () => {
  const npm = '/app/node_modules/npm/bin/npm-cli.js';
  const next = '/app/node_modules/next/dist/bin/next';

  it('is a package that has loaded no file of an application', () => {
    assert.equal(isTool(npm, [npm, '/app/node_modules/npm/lib/cli.js']), true);
    assert.equal(isTool(next, [next, '/app/.next/server/app/page.js']), false);
    assert.equal(isTool('/app/server.js', ['/app/server.js']), false);
  });
});
