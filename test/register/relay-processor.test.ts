import assert from 'node:assert/strict';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { assert as calls, stub } from 'sinon';
import { createRelayProcessor } from '../../src/register/relay-processor.js';

function setUp() {
  const relay = createRelayProcessor();
  const provider = new LoggerProvider({ processors: [relay] });
  const exporters = [new InMemoryLogRecordExporter(), new InMemoryLogRecordExporter()];
  const open = (): void =>
    relay.setProcessors(exporters.map((exporter) => new SimpleLogRecordProcessor({ exporter })));
  const bodies = (): unknown[][] =>
    exporters.map((exporter) => exporter.getFinishedLogRecords().map(({ body }) => body));
  return { relay, provider, open, bodies };
}

function fakeProcessor() {
  return { onEmit: stub(), forceFlush: stub().resolves(), shutdown: stub().resolves() };
}

describe('relay-processor', () => {
  it('passes each record to all of its processors', () => {
    const { relay, provider, open, bodies } = setUp();
    assert.equal(relay.hasSeenRecord(), false);
    open();
    provider.getLogger('test').emit({ body: 'hello' });
    assert.deepEqual(bodies(), [['hello'], ['hello']]);
    assert.equal(relay.hasSeenRecord(), true);
  });

  it('calls its listener for each record that is not dropped', () => {
    const { relay, provider } = setUp();
    const listener = stub();
    relay.subscribe(listener);
    const suppressed = suppressTracing(ROOT_CONTEXT);
    provider.getLogger('@opentelemetry/instrumentation-console').emit({ body: '1', context: suppressed });
    provider.getLogger('test').emit({ body: '2' });
    assert.deepEqual(
      listener.args.map(([{ body }]) => body),
      ['2'],
    );
  });

  it('drops what exporters write to an instrumented console, and nothing else', () => {
    const { provider, open, bodies } = setUp();
    open();
    const suppressed = suppressTracing(ROOT_CONTEXT);
    const console = provider.getLogger('@opentelemetry/instrumentation-console');
    console.emit({ body: 'of an exporter', context: suppressed });
    console.emit({ body: 'of the application' });
    provider.getLogger('other').emit({ body: 'another scope', context: suppressed });
    assert.deepEqual(bodies()[0], ['of the application', 'another scope']);
  });

  it('flushes and shuts down all of them, even if one fails', async () => {
    const { relay } = setUp();
    const [failing, other] = [fakeProcessor(), fakeProcessor()];
    for (const method of [failing.forceFlush, failing.shutdown]) method.throws(new Error('broken'));
    relay.setProcessors([failing, other]);
    await relay.forceFlush({ timeoutMillis: 7 });
    await relay.shutdown();
    calls.calledOnceWithExactly(other.forceFlush, { timeoutMillis: 7 });
    calls.calledOnce(other.shutdown);
  });

  it('is enabled if one of them is, and before they exist', () => {
    const { relay } = setUp();
    const options = { context: ROOT_CONTEXT, instrumentationScope: { name: 'test' } };
    const disabled = { ...fakeProcessor(), enabled: () => false };
    assert.equal(relay.enabled?.(options), true);
    relay.setProcessors([disabled]);
    assert.equal(relay.enabled?.(options), false);
    relay.setProcessors([disabled, fakeProcessor()]);
    assert.equal(relay.enabled?.(options), true);
  });
});
