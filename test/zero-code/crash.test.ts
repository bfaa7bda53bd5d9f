import assert from 'node:assert/strict';
import { startLocalServer } from '../../src/local-server/index.js';
import { NEVER_MILLIS } from '../helpers/limits.js';
import { eventsOf } from './helpers/events.js';
import { type Ended, OURS, runApp } from './helpers/run-app.js';

/** The console exporter shows records at once; late resource attributes would delay them. */
const CONSOLE = { OTEL_LOGS_EXPORTER: 'cloudwatch,console', OTEL_NODE_RESOURCE_DETECTORS: 'env' };

async function crash(env: Record<string, string> = {}): Promise<Ended> {
  await using server = await startLocalServer();
  return await runApp(server, ['--import', OURS], 'crashes.mjs', { ...CONSOLE, ...env });
}

function countOf({ stdout }: Ended): number {
  return stdout.split(/severityNumber: 21\b/).length - 1;
}

describe('register, when the process crashes', () => {
  for (const [what, env, body] of [
    ['an uncaught exception', {}, 'Uncaught exception: out of tea'],
    ['an unhandled rejection', { REJECTS: '1' }, 'Unhandled rejection: out of tea'],
  ] as const) {
    it(`writes ${what} as a record of severity FATAL, and lets it end the process as usual`, async () => {
      const ended = await crash(env);
      assert.equal(countOf(ended), 1, ended.stdout);
      assert.match(ended.stdout, /severityText: 'FATAL'/);
      assert.ok(ended.stdout.includes(`body: '${body}'`), ended.stdout);
      assert.match(ended.stdout, /'exception\.type': 'RangeError'/);
      assert.match(ended.stdout, /'exception\.message': 'out of tea'/);
      assert.match(ended.stdout, /'exception\.stacktrace': 'RangeError: out of tea\\n/);
      assert.deepEqual([ended.code, ended.signal], [1, null]);
      assert.match(ended.stderr, /RangeError: out of tea\n {4}at /);
    });
  }

  for (const LISTENS of ['and ends', 'and ends later', 'and ends on its own']) {
    it(`writes it if the application listens ${LISTENS}`, async () => {
      const ended = await crash({ LISTENS });
      assert.deepEqual([countOf(ended), ended.code, ended.stderr], [1, 3, '']);
    });
  }

  it('sends it if winston handles exceptions, whose bridge gets none of them, and ends the process later', async () => {
    await using server = await startLocalServer();
    const { code } = await runApp(server, ['--import', OURS], 'winston-crashes.cjs', {
      OTEL_EXPORTER_CLOUDWATCH_EXIT_TIMEOUT_MILLIS: String(NEVER_MILLIS),
    });
    assert.equal(code, 1);
    const [event, ...more] = eventsOf(server);
    assert.deepEqual(more, []);
    assert.deepEqual([event?.severityText, event?.body], ['FATAL', 'Uncaught exception: out of tea']);
    assert.match(event?.traceId ?? '', /^[0-9a-f]{32}$/);
  });

  it('writes none if a listener of the application lets the process continue', async () => {
    const ended = await crash({ LISTENS: 'and lives' });
    assert.deepEqual([countOf(ended), ended.code, ended.stderr], [0, 0, '']);
  });

  it('writes none if the application has just logged the error', async () => {
    const ended = await crash({ LOGS: '1' });
    assert.deepEqual([countOf(ended), ended.code], [0, 1]);
    assert.match(ended.stdout, /body: 'failed: out of tea'/);
  });

  it('writes none if that is turned off', async () => {
    const ended = await crash({ OTEL_EXPORTER_CLOUDWATCH_UNCAUGHT_EXCEPTIONS: 'false' });
    assert.deepEqual([countOf(ended), ended.code, ended.stdout], [0, 1, '']);
    assert.doesNotMatch(ended.stderr, /\[opentelemetry\]/);
  });
});
