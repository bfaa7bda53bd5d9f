import assert from 'node:assert/strict';
import { createNoopMeter, metrics, propagation, ProxyTracerProvider, trace } from '@opentelemetry/api';
import { assert as calls, stub } from 'sinon';
import { apiGlobal, flushTracesAndMetrics, sdkHasStarted } from '../../src/register/api-globals.js';

const propagator = { inject: stub(), extract: stub(), fields: () => [] };

describe('api-globals', () => {
  afterEach(() => {
    for (const api of [trace, metrics, propagation]) api.disable();
  });

  it('sees that an SDK has started by whatever it has registered', () => {
    assert.equal(sdkHasStarted(), false);
    propagation.setGlobalPropagator(propagator);
    assert.equal(sdkHasStarted(), true);
    propagation.disable();
    metrics.setGlobalMeterProvider({ getMeter: createNoopMeter });
    assert.equal(sdkHasStarted(), true);
    assert.notEqual(apiGlobal('metrics'), undefined);
  });

  it('flushes the provider behind the proxy for traces, and that of metrics where the first fails', async () => {
    const provider = Object.assign(new ProxyTracerProvider(), {
      forceFlush: stub().throws(new Error('broken')),
    });
    // Its own delegate would be a tracer that does nothing.
    Reflect.set(provider, 'getDelegate', undefined);
    const meters = { getMeter: createNoopMeter, forceFlush: stub().resolves() };
    trace.setGlobalTracerProvider(provider);
    metrics.setGlobalMeterProvider(meters);
    await flushTracesAndMetrics();
    calls.calledOnce(provider.forceFlush);
    calls.calledOnce(meters.forceFlush);
  });

  it('has nothing to flush where nothing is registered, or what is cannot be flushed', async () => {
    await flushTracesAndMetrics();
    metrics.setGlobalMeterProvider({ getMeter: createNoopMeter });
    trace.setGlobalTracerProvider(new ProxyTracerProvider());
    await flushTracesAndMetrics();
    assert.ok(sdkHasStarted());
  });
});
