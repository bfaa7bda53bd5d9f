import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { startLocalServer } from '../../src/local-server/index.js';
import { bodiesOf } from './helpers/events.js';
import { OURS, runApp, startApp, startNode } from './helpers/run-app.js';

describe('register, when it has a message', () => {
  it('writes warnings to stderr itself, never through the console', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'deny' }] });
    const { stdout, stderr } = await runApp(server, ['--import', OURS], 'console.mjs', {
      OTEL_EXPORTER_CLOUDWATCH_FLUSH_TIMEOUT_MILLIS: '300',
    });
    assert.match(stderr, /^\[opentelemetry\] error: opentelemetry-exporter-cloudwatch-logs /m);
    assert.equal(stdout, '0');
  });

  it('writes nothing with OTEL_LOG_LEVEL=none, and sets the level for all', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'deny' }] });
    const { stdout, stderr } = await runApp(server, ['--import', OURS], 'console.mjs', {
      OTEL_EXPORTER_CLOUDWATCH_FLUSH_TIMEOUT_MILLIS: '300',
      OTEL_LOG_LEVEL: 'none',
    });
    assert.doesNotMatch(stderr, /\[opentelemetry\]/);
    assert.equal(stdout, '0');
  });

  it('names a logger that was loaded before it could be patched', async () => {
    await using server = await startLocalServer();
    const flags = ['--require', 'winston', '--import', OURS];
    const { stderr } = await runApp(server, flags, 'globals.cjs');
    assert.match(stderr, /^\[opentelemetry\] warn: .*register CWL_LOGGER_LOADED_TOO_EARLY: winston /m);
  });

  it('names one that an ES module imports beside the register, and the right start command', async () => {
    await using server = await startLocalServer();
    const { stderr } = await runApp(server, [], 'imports-register.mjs');
    assert.match(stderr, /CWL_LOGGER_LOADED_TOO_EARLY: pino .* node --import /);
  });

  it('does not end a service whose stderr has no reader', async () => {
    await using server = await startLocalServer();
    const app = startApp(server, ['--import', OURS], 'winston.cjs', { OTEL_LOG_LEVEL: 'debug' });
    app.process.stderr?.destroy();
    assert.equal((await app.ended).code, 0);
    assert.deepEqual(bodiesOf(server), ['hello']);
  });

  it('lets a service start if logs cannot be set up, and reports why', async () => {
    await using server = await startLocalServer();
    const flags = ['--import', './test/zero-code/apps/broken-global.mjs', '--import', OURS];
    const { code, stderr } = await startNode(server, [...flags, '-e', '0']).ended;
    assert.equal(code, 0);
    assert.match(stderr, /^\[opentelemetry\] warn: .*CWL_SETUP_FAILED: .*\blogs \(Error: broken\)/m);
  });

  it('starts a service whose folder was deleted, where a hook for ES modules may never start', async () => {
    await using server = await startLocalServer();
    const file = createRequire(import.meta.url).resolve(OURS);
    const flags = ['--require', './test/zero-code/apps/deletes-its-folder.cjs', '--require', file];
    const { code } = await runApp(server, flags, 'winston.cjs');
    assert.equal(code, 0);
    assert.deepEqual(bodiesOf(server), ['hello']);
  });

  it('reports that nothing can be registered if another version of the API was first', async () => {
    await using server = await startLocalServer();
    const flags = ['--import', './test/zero-code/apps/other-api.mjs', '--import', OURS];
    const { code, stderr } = await runApp(server, flags, 'globals.cjs');
    assert.equal(code, 0);
    assert.match(stderr, /^\[opentelemetry\] error: CWL_API_VERSIONS: /m);
  });

  it('reports after a minute that only the console is used, and nothing if a logger is', async () => {
    await using server = await startLocalServer();
    const flags = ['--import', './test/zero-code/apps/minute.mjs', '--import', OURS];
    const { stderr } = await runApp(server, flags, 'console-only.mjs');
    assert.match(stderr, /CWL_NO_RECORDS_NO_LOGGER: .* 60 s/);
    for (const app of ['winston.cjs', 'quiet.cjs']) {
      assert.equal((await runApp(server, flags, app)).stderr, '');
    }
  });

  it('writes nothing in the first run of a new user', async () => {
    await using server = await startLocalServer();
    const { stderr } = await runApp(server, ['--import', OURS], 'winston.cjs', {
      OTEL_NODE_RESOURCE_DETECTORS: '',
    });
    assert.equal(stderr, '');
  });
});
