import assert from 'node:assert/strict';
import { logs } from '@opentelemetry/api-logs';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { globalProvider, shareLoggerProvider } from '../../src/register/share-logger-provider.js';

const API = Symbol.for('opentelemetry.js.api.1');

describe('share-logger-provider', () => {
  afterEach(() => {
    logs.disable();
    const globals: unknown = Reflect.get(globalThis, API);
    if (typeof globals === 'object' && globals !== null) Reflect.deleteProperty(globals, 'logs');
  });

  it('sets the global of api-logs, and updates loggers that were handed out before', () => {
    const emitted: unknown[] = [];
    const early = logs.getLogger('early');
    const provider = new LoggerProvider({
      processors: [
        {
          onEmit: ({ body }) => void emitted.push(body),
          forceFlush: () => Promise.resolve(),
          shutdown: () => Promise.resolve(),
        },
      ],
    });
    assert.equal(shareLoggerProvider(provider).apiLogs, true);
    assert.equal(logs.getLoggerProvider(), provider);
    early.emit({ body: 'hello' });
    assert.deepEqual(emitted, ['hello']);
  });

  it('shares the provider of the other global', () => {
    const provider = new LoggerProvider();
    const globals: object = Reflect.get(globalThis, API) ?? {};
    Reflect.set(globals, 'logs', provider);
    Reflect.set(globalThis, API, globals);
    shareLoggerProvider();
    assert.equal(logs.getLoggerProvider(), provider);
    assert.equal(globalProvider(), provider);
  });

  it('keeps a global that is set', () => {
    const first = new LoggerProvider();
    logs.setGlobalLoggerProvider(first);
    assert.equal(shareLoggerProvider(new LoggerProvider()).apiLogs, false);
    assert.equal(logs.getLoggerProvider(), first);
  });

  it('does nothing without a provider', () => {
    assert.equal(shareLoggerProvider().apiLogs, false);
    assert.equal(globalProvider(), undefined);
  });
});
