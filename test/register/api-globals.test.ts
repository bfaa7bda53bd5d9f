import assert from 'node:assert/strict';
import { createNoopMeter, metrics, propagation, ProxyTracerProvider, trace } from '@opentelemetry/api';
import { assert as calls, stub } from 'sinon';
import { apiGlobal, flushTracesAndMetrics, sdkHasStarted } from '../../src/register/api-globals.js';

const propagator = { inject: stub(), extract: stub(), fields: () => [] };

describe('api-globals', () => {
  afterEach(() => {
    for (const api of [trace, metrics, propagation]) api.disable();
  });

  it('detects an SDK by any of its registrations', () => {
    assert.equal(sdkHasStarted(), false);
    propagation.setGlobalPropagator(propagator);
    assert.equal(sdkHasStarted(), true);
    propagation.disable();
    metrics.setGlobalMeterProvider({ getMeter: createNoopMeter });
    assert.equal(sdkHasStarted(), true);
    assert.notEqual(apiGlobal('metrics'), undefined);
  });

  it('flushes the provider behind the proxy for traces, and that of metrics even if the first fails', async () => {
    const provider = Object.assign(new ProxyTracerProvider(), {
      forceFlush: stub().throws(new Error('broken')),
    });
    // The proxy's own delegate would be a no-op tracer.
    Reflect.set(provider, 'getDelegate', undefined);
    const meters = { getMeter: createNoopMeter, forceFlush: stub().resolves() };
    trace.setGlobalTracerProvider(provider);
    metrics.setGlobalMeterProvider(meters);
    await flushTracesAndMetrics();
    calls.calledOnce(provider.forceFlush);
    calls.calledOnce(meters.forceFlush);
  });

  it('does nothing if nothing is registered, or if it cannot be flushed', async () => {
    await flushTracesAndMetrics();
    metrics.setGlobalMeterProvider({ getMeter: createNoopMeter });
    trace.setGlobalTracerProvider(new ProxyTracerProvider());
    await flushTracesAndMetrics();
    assert.ok(sdkHasStarted());
  });
});
