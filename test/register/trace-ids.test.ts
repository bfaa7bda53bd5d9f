import assert from 'node:assert/strict';
import { isSpanContextValid, ProxyTracerProvider, trace } from '@opentelemetry/api';
import { createPackages } from '../../src/register/packages.js';
import { giveTraceIds } from '../../src/register/trace-ids.js';

/** Whether a span that starts now has an id. */
function spansHaveIds(): boolean {
  return isSpanContextValid(trace.getTracer('test').startSpan('span').spanContext());
}

const packages = createPackages();

describe('trace-ids: giveTraceIds', () => {
  afterEach(() => trace.disable());

  for (const names of ['none', ' None ', 'none,otlp']) {
    it(`gives spans ids with OTEL_TRACES_EXPORTER="${names}"`, () => {
      giveTraceIds(packages, { OTEL_TRACES_EXPORTER: names });
      assert.ok(spansHaveIds());
    });
  }

  for (const names of [undefined, '', 'otlp', 'console']) {
    it(`leaves spans to NodeSDK with OTEL_TRACES_EXPORTER=${names}`, () => {
      giveTraceIds(packages, { OTEL_TRACES_EXPORTER: names });
      assert.ok(!spansHaveIds());
    });
  }

  it('keeps a registered tracer', () => {
    trace.setGlobalTracerProvider(new ProxyTracerProvider());
    giveTraceIds(packages, { OTEL_TRACES_EXPORTER: 'none' });
    assert.ok(!spansHaveIds());
  });

  it('does nothing if no SDK for traces is installed', () => {
    giveTraceIds({ ...packages, find: () => undefined }, { OTEL_TRACES_EXPORTER: 'none' });
    assert.ok(!spansHaveIds());
  });
});
