import assert from 'node:assert/strict';
import { receiveMessageOnPort } from 'node:worker_threads';
import * as sinon from 'sinon';
import { createExitThread, type StartExitThread } from '../../src/exit/exit-thread.js';
import type { ExitReply, ExitRequest, ThreadSettings } from '../../src/exit/protocol.js';
import { bareBlock, destination } from '../helpers/events.js';

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is passed on as it is
const SETTINGS = { requestTimeoutMillis: 7 } as ThreadSettings;

function setUp(env: NodeJS.Dict<string> = {}) {
  const unref = sinon.spy();
  const start = sinon.stub<Parameters<StartExitThread>, { unref: () => void }>().returns({ unref });
  const thread = createExitThread(start, env);
  return {
    start,
    unref,
    thread,
    send: () =>
      thread.send(
        [{ destination: destination(), entity: undefined, logGroup: {}, blocks: [bareBlock([1])] }],
        SETTINGS,
      ),
    /** Plays the thread: reads a request, answers it, and sets its flag. */
    answer(reply: ExitReply) {
      const { port } = start.firstCall.args[0];
      const received = receiveMessageOnPort(port) as { message: ExitRequest };
      port.postMessage(reply);
      Atomics.store(new Int32Array(received.message.flag), 0, 1);
      return received.message;
    },
  };
}

describe('exit-thread', () => {
  it('starts no thread and does not wait if nothing was sent', () => {
    const { thread, start } = setUp();
    assert.deepEqual(thread.wait(1_000_000), []);
    sinon.assert.notCalled(start);
  });

  it('starts one thread for all requests, which does not hold the process', () => {
    const { start, unref, send } = setUp();
    send();
    send();
    sinon.assert.calledOnce(start);
    sinon.assert.calledOnce(unref);
    assert.equal(start.firstCall.args[0].settings, SETTINGS);
    start.firstCall.args[0].port.close();
  });

  it('passes the environment without the flags of Node to the thread', () => {
    const { start, send } = setUp({ AWS_REGION: 'eu-west-1', NODE_OPTIONS: '--import=instrumentation' });
    send();
    assert.deepEqual(start.firstCall.args[1], { AWS_REGION: 'eu-west-1' });
    start.firstCall.args[0].port.close();
  });

  it('returns each reply once, when the thread is done', () => {
    const { start, thread, send, answer } = setUp();
    const reply: ExitReply = { kind: 'answered', events: [[0, 0, 1]] };
    send();
    assert.equal(answer(reply).streams.length, 1);
    assert.deepEqual(thread.wait(1_000_000), [reply]);
    assert.deepEqual(thread.wait(1_000_000), []);
    start.firstCall.args[0].port.close();
  });

  it('pauses the thread for the end of the process, until it waits again', () => {
    const { start, thread, send } = setUp();
    send();
    const { port, zlibPause } = start.firstCall.args[0];
    const pausedAtWait: boolean[] = [];
    const wait = sinon.stub(Atomics, 'wait').callsFake(() => {
      pausedAtWait.push(zlibPause[1] === 1);
      return 'timed-out';
    });
    try {
      for (let end = 1; end <= 2; end++) {
        thread.wait(1);
        assert.equal(zlibPause[1], 1);
      }
      assert.deepEqual(pausedAtWait, [false, false]);
    } finally {
      wait.restore();
      port.close();
    }
  });

  it('waits for the last request, up to its limit', () => {
    const { start, thread, send, answer } = setUp();
    send();
    send();
    const reply: ExitReply = { kind: 'failed', message: 'a reason' };
    answer(reply);
    const wait = sinon.spy(Atomics, 'wait');
    try {
      assert.deepEqual(thread.wait(1), [reply]);
      assert.deepEqual(wait.returnValues, ['timed-out']);
    } finally {
      wait.restore();
      start.firstCall.args[0].port.close();
    }
  });
});
