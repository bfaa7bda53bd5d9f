import assert from 'node:assert/strict';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { logs as apiLogs } from '@opentelemetry/api-logs';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { restore, stub } from 'sinon';
import { start } from '../../src/register/start.js';

/** Numbers of listeners by event: the setup adds some for the end of the process, and for crashes. */
function listeners(): Record<string, number> {
  return Object.fromEntries(process.eventNames().map((name) => [String(name), process.listenerCount(name)]));
}

// A whole setup changes the process: test/zero-code starts it in processes of their own.
describe('start', () => {
  const { env } = process;
  let before: Record<string, number>;
  let warn: ReturnType<typeof stub>;

  beforeEach(() => {
    before = listeners();
    warn = stub();
    const logger = { error: warn, warn, info: stub(), debug: stub(), verbose: stub() };
    diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  });

  afterEach(() => {
    restore();
    diag.disable();
    process.env = env;
  });

  it('sets up nothing with OTEL_SDK_DISABLED=true', () => {
    process.env = { ...env, OTEL_SDK_DISABLED: 'true' };

    start();

    assert.deepEqual(listeners(), before);
    assert.ok(!(apiLogs.getLoggerProvider() instanceof LoggerProvider));
    assert.equal(warn.callCount, 0);
  });

  it('reports a runtime in which it does not work, and sets up nothing', () => {
    stub(process, 'versions').value({ ...process.versions, deno: '2.9.0' });

    start();

    assert.match(warn.args.flat().join(' '), /CWL_RUNTIME_NOT_SUPPORTED: .*Deno/);
    assert.deepEqual(listeners(), before);
    assert.ok(!(apiLogs.getLoggerProvider() instanceof LoggerProvider));
  });
});
