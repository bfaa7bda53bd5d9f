import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import * as sinon from 'sinon';
import { onExit } from '../../src/exit/exit-event.js';

function setUp() {
  const events = new EventEmitter();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as much of it as is used
  const process = events as unknown as Pick<NodeJS.Process, 'on'>;
  return { events, register: (begin: () => (() => void) | undefined) => onExit({ begin }, process) };
}

describe('onExit', () => {
  it('begins all the work before it waits for any of it', () => {
    const { events, register } = setUp();
    const [begin1, begin2, wait1, wait2] = [sinon.stub(), sinon.stub(), sinon.spy(), sinon.spy()];
    register(begin1.returns(wait1));
    register(begin2.returns(wait2));

    events.emit('exit', 0);

    sinon.assert.callOrder(begin1, begin2, wait1, wait2);
  });

  it('listens once for all, and not before there is work', () => {
    const { events, register } = setUp();
    assert.equal(events.listenerCount('exit'), 0);

    register(() => undefined);
    register(() => undefined);

    assert.equal(events.listenerCount('exit'), 1);
  });

  it('does no work that was cancelled', () => {
    const { events, register } = setUp();
    const begin = sinon.stub();
    register(begin)();

    events.emit('exit', 0);

    sinon.assert.notCalled(begin);
  });

  it('throws nothing into the end of the process, and goes on with the other work', () => {
    const { events, register } = setUp();
    const wait = sinon.spy();
    register(() => {
      throw new Error('begin');
    });
    register(() => () => {
      throw new Error('wait');
    });
    register(() => wait);

    events.emit('exit', 0);

    sinon.assert.calledOnce(wait);
  });
});
