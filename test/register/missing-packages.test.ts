import assert from 'node:assert/strict';
import { loadedTooEarly, missingPackages } from '../../src/register/missing-packages.js';
import type { Packages } from '../../src/register/packages.js';
import { messageOf } from '../../src/messages/message.js';

function packagesOf(...names: readonly string[]): Packages {
  return {
    find: (name) => (names.includes(name) ? `/${name}` : undefined),
    load: () => undefined,
    findLoaded: (name) => (name === 'pino' && names.includes(name) ? '/pino' : undefined),
    loadedFiles: () => [],
    from: () => packagesOf(...names),
  };
}

const WINSTON = ['winston', '@opentelemetry/instrumentation-winston'];
const TRANSPORT = '@opentelemetry/winston-transport';

describe('missing-packages', () => {
  it('reports nothing without a logger, or if nothing is missing', () => {
    assert.equal(missingPackages(packagesOf(), undefined), undefined);
    assert.equal(
      missingPackages(packagesOf('pino', '@opentelemetry/instrumentation-pino'), undefined),
      undefined,
    );
    assert.equal(missingPackages(packagesOf(...WINSTON, TRANSPORT), undefined), undefined);
  });

  it('names the transport of winston', () => {
    const packages = packagesOf(...WINSTON);
    const message = missingPackages(packages, packages);
    assert.equal(message?.code, 'CWL_PACKAGE_MISSING');
    assert.match(message.text, /\bwinston\b/);
    assert.ok(message.text.endsWith(`: npm i ${TRANSPORT}`));
  });

  it('names auto-instrumentations, in one line for all', () => {
    const message = missingPackages(packagesOf('winston', 'pino', 'bunyan'), undefined);
    assert.equal(message?.code, 'CWL_PACKAGE_MISSING');
    assert.match(message.text, /winston, pino, bunyan/);
    assert.ok(message.text.endsWith(`: npm i @opentelemetry/auto-instrumentations-node ${TRANSPORT}`));
  });

  it('looks for instrumentations from auto-instrumentations', () => {
    const nested = packagesOf('@opentelemetry/instrumentation-pino');
    assert.equal(missingPackages(packagesOf('pino'), nested), undefined);
  });
});

describe('missing-packages: loadedTooEarly', () => {
  it('names the loggers that are loaded already, and nothing else', () => {
    assert.equal(loadedTooEarly(packagesOf('winston')), undefined);
    assert.deepEqual(
      loadedTooEarly(packagesOf('winston', 'pino')),
      messageOf('CWL_LOGGER_LOADED_TOO_EARLY', { loggers: 'pino' }),
    );
  });
});
