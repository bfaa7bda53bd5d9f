import assert from 'node:assert/strict';
import { metrics, trace, ProxyTracerProvider, createNoopMeter } from '@opentelemetry/api';
import { assert as calls, stub } from 'sinon';
import { createTelemetryService } from '../../src/register/telemetry-service.js';
import { drainMicrotasks } from '../helpers/drain-microtasks.js';
import { withResolvers } from '../../src/util/with-resolvers.js';

function setUp({ selfMetrics = false } = {}) {
  const logs = { forceFlush: stub().resolves(), shutdown: stub().resolves() };
  const owner = { shutdown: stub().resolves() };
  return { logs, owner, service: createTelemetryService({ logs, owner, selfMetrics }) };
}

describe('telemetry-service', () => {
  afterEach(() => {
    trace.disable();
    metrics.disable();
  });

  it('flushes logs, traces and metrics', async () => {
    const { logs, service } = setUp();
    const traces = Object.assign(new ProxyTracerProvider(), {
      forceFlush: stub().rejects(new Error('down')),
    });
    const meters = { getMeter: createNoopMeter, forceFlush: stub().resolves() };
    trace.setGlobalTracerProvider(traces);
    metrics.setGlobalMeterProvider(meters);
    await service.flush();
    for (const flush of [logs.forceFlush, meters.forceFlush]) calls.calledOnce(flush);
  });

  it('waits for logs even if the owner gives up early', async () => {
    const { logs, owner, service } = setUp();
    owner.shutdown.rejects(new Error('no collector'));
    const { promise, resolve } = withResolvers();
    logs.shutdown.returns(promise);
    let ended = false;
    const end = service.shutdown().then(() => (ended = true));
    await Promise.resolve();
    assert.equal(ended, false);
    resolve();
    await end;
  });

  it('delivers logs before the last export of metrics, which count them', async () => {
    const { logs, owner, service } = setUp({ selfMetrics: true });
    await service.shutdown();
    calls.callOrder(logs.shutdown, owner.shutdown);
  });

  it('exports metrics of a flush after the logs that they count', async () => {
    const { logs, service } = setUp({ selfMetrics: true });
    const meters = { getMeter: createNoopMeter, forceFlush: stub().resolves() };
    metrics.setGlobalMeterProvider(meters);
    const { promise, resolve } = withResolvers();
    logs.forceFlush.returns(promise);
    const flushed = service.flush();
    await drainMicrotasks();
    calls.notCalled(meters.forceFlush);
    resolve();
    await flushed;
    calls.calledOnce(meters.forceFlush);
  });

  it('shuts down once, and then has nothing to flush', async () => {
    const { logs, owner, service } = setUp();
    await Promise.all([service.shutdown(), service.shutdown()]);
    await service.flush();
    for (const shutdown of [logs.shutdown, owner.shutdown]) calls.calledOnce(shutdown);
    calls.notCalled(logs.forceFlush);
  });

  it('works without logs if they go to other exporters', async () => {
    const owner = { shutdown: stub().resolves() };
    const service = createTelemetryService({ logs: undefined, owner, selfMetrics: true });
    await service.flush();
    await service.shutdown();
    calls.calledOnce(owner.shutdown);
  });
});
