import { assert as calls, stub } from 'sinon';
import { createFlushGate } from '../../src/register/flush-gate.js';
import { withResolvers } from '../helpers/with-resolvers.js';

function inner() {
  return {
    export: stub(),
    forceFlush: stub().resolves(),
    shutdown: stub().resolves(),
  };
}

describe('createFlushGate', () => {
  it('forwards everything', async () => {
    const exporter = inner();
    const gate = createFlushGate(exporter);
    const callback = stub();
    gate.exporter.export([], callback);
    await gate.exporter.forceFlush();
    await gate.exporter.shutdown();
    calls.calledOnceWithExactly(exporter.export, [], callback);
    calls.calledOnce(exporter.forceFlush);
    calls.calledOnce(exporter.shutdown);
  });

  it('does not let the processor wait for the service while it is open, and never rejects', async () => {
    const exporter = inner();
    const gate = createFlushGate(exporter);
    await gate.whileOpen(async () => {
      await gate.exporter.forceFlush();
      throw new Error('the time of the processor is up');
    });
    calls.notCalled(exporter.forceFlush);
    await gate.exporter.forceFlush();
    calls.calledOnce(exporter.forceFlush);
  });

  it('stays open until the last that opened it is done', async () => {
    const exporter = inner();
    const gate = createFlushGate(exporter);
    const { promise, resolve } = withResolvers();
    const long = gate.whileOpen(() => promise);
    await gate.whileOpen(() => Promise.resolve());
    await gate.exporter.forceFlush();
    calls.notCalled(exporter.forceFlush);
    resolve();
    await long;
  });
});
