import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { assert as calls, stub } from 'sinon';
import { findSignalExit } from '../../src/register/signal-exit.js';

/** The emitters of both versions, and the objects that hold them. */
function setUp() {
  const v4 = { count: 2, on: stub<[event: string, listener: () => unknown], void>() };
  const v3 = Object.assign(new EventEmitter(), { count: 1 });
  return {
    v4,
    v3,
    global: { [Symbol.for('signal-exit emitter')]: v4 },
    process: { __signal_exit_emitter__: v3 },
  };
}

describe('signal-exit', () => {
  it('counts the listeners of both versions, whenever they are loaded', () => {
    const { global, process, v4 } = setUp();
    const loadedLater = {};
    const found = findSignalExit(global, loadedLater);
    assert.equal(findSignalExit({}, {}).count(), 0);
    assert.equal(found.count(), 2);
    Object.assign(loadedLater, process);
    assert.equal(found.count(), 3);
    v4.count = 0;
    assert.equal(found.count(), 1);
  });

  it('counts nothing where its form is unknown', () => {
    for (const emitter of [undefined, null, 7, {}, { count: 3 }, { count: '3', on: stub() }]) {
      const found = findSignalExit({}, { __signal_exit_emitter__: emitter });
      assert.equal(found.count(), 0);
      found.afterCallbacks(() => undefined);
    }
  });

  it('calls back after the callbacks of both versions, and never keeps the process alive', () => {
    const { global, process, v3, v4 } = setUp();
    const callback = stub().returns(true);
    findSignalExit(global, process).afterCallbacks(callback);
    v3.emit('afterexit', null, 'SIGTERM');
    calls.calledOnce(callback);
    const [event, listener] = v4.on.firstCall.args;
    assert.equal(event, 'afterExit');
    assert.equal(listener(), undefined);
    calls.calledTwice(callback);
  });

  it('continues with the other version where one has another form', () => {
    const { global, process, v3, v4 } = setUp();
    v4.on.throws(new TypeError('no such event'));
    const callback = stub();
    findSignalExit(global, process).afterCallbacks(callback);
    v3.emit('afterexit', null, 'SIGTERM');
    calls.calledOnce(callback);
  });
});
