import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import type { ExitReply, StreamEvents, ThreadSettings } from '../../src/exit/protocol.js';
import { createThreadPipeline } from '../../src/exit/thread-pipeline.js';
import { block, destination, event } from '../helpers/events.js';
import { createFakeApi } from '../helpers/fake-api.js';
import { createFakeClock } from '../helpers/fake-clock.js';
import { serviceError, TEXTS } from '../helpers/service-error.js';
import { withResolvers } from '../../src/util/with-resolvers.js';

const SETTINGS: ThreadSettings = {
  createLogGroup: true,
  createLogStream: true,
  maxBatchBytes: 1_000_000,
  maxBatchCount: 10_000,
  maxConcurrentRequests: 4,
  requestTimeoutMillis: 10_000,
  compression: 'none',
  clientConfig: {},
};

function setUp(script: Parameters<typeof createFakeApi>[0] = {}) {
  const clock = createFakeClock();
  const api = createFakeApi(script);
  const replies: ExitReply[] = [];
  const done = sinon.spy();
  const pipeline = createThreadPipeline(
    { api, clock, random: () => 0.5, reply: (said) => void replies.push(said) },
    SETTINGS,
  );
  return {
    clock,
    api,
    replies,
    done,
    /** Sends, and settles everything that needs no time. */
    send(...streams: StreamEvents[]) {
      pipeline.send(streams, done);
      return clock.advance(0);
    },
  };
}

function stream(name: string, ...blocks: StreamEvents['blocks']): StreamEvents {
  return { destination: destination(name), entity: undefined, logGroup: { retentionInDays: 7 }, blocks };
}

describe('thread-pipeline', () => {
  it('reports which events of which block have their answer, and then that all have', async () => {
    const { send, replies, done } = setUp();

    await send(stream('a', block([1, 'one'], [2, 'two'])), stream('b', event('three')));

    assert.deepEqual(replies, [
      { kind: 'answered', events: [[0, 0, 2]] },
      { kind: 'answered', events: [[1, 0, 1]] },
    ]);
    sinon.assert.calledOnce(done);
  });

  it('continues the indexes of blocks in a later request, for the same stream', async () => {
    const { send, replies, done } = setUp();
    await send(stream('a', event('one')));

    await send(stream('a', event('two')));

    assert.deepEqual(replies, [
      { kind: 'answered', events: [[0, 0, 1]] },
      { kind: 'answered', events: [[1, 0, 1]] },
    ]);
    sinon.assert.calledTwice(done);
  });

  it('sends several blocks of a stream in one call', async () => {
    const { send, api, replies } = setUp();

    await send(stream('a', event('one'), event('two'), event('three')));

    assert.equal(api.calls.length, 1);
    assert.deepEqual(replies, [
      {
        kind: 'answered',
        events: [
          [0, 0, 1],
          [1, 0, 1],
          [2, 0, 1],
        ],
      },
    ]);
  });

  it('is done at once without events', async () => {
    const { send, done, api } = setUp();

    await send();

    sinon.assert.calledOnce(done);
    assert.deepEqual(api.calls, []);
  });

  it('reports which events the service does not keep, and why', async () => {
    const { send, replies, done } = setUp({
      putLogEvents: [{ rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 } }],
    });

    await send(stream('a', block([1, 'one'], [2, 'two'])));

    assert.deepEqual(replies, [
      { kind: 'lost', events: [[0, 0, 1]], reason: 'too_old', error: undefined },
      { kind: 'answered', events: [[0, 0, 2]] },
    ]);
    sinon.assert.calledOnce(done);
  });

  it('retries temporary failures, and is not done before', async () => {
    const { send, clock, replies, done } = setUp({
      putLogEvents: [serviceError('InternalFailure', '', 500)],
    });

    await send(stream('a', event('one')));
    sinon.assert.notCalled(done);
    assert.deepEqual(
      replies.map(({ kind }) => kind),
      ['failed'],
    );
    await clock.advance(60_000);

    assert.deepEqual(replies.at(-1), { kind: 'answered', events: [[0, 0, 1]] });
    sinon.assert.calledOnce(done);
  });

  it('does not wait for failures that need an operator, and reports them', async () => {
    const { send, replies, done } = setUp({
      putLogEvents: [serviceError('AccessDeniedException', TEXTS.denied)],
    });

    await send(stream('a', event('one')));

    sinon.assert.calledOnce(done);
    const [said, ...others] = replies;
    assert.deepEqual(others, []);
    assert.match(said?.kind === 'failed' ? said.message : '', /logs:PutLogEvents/);
  });

  it('creates what is missing, with the settings of the group, and waits for its retention', async () => {
    const retention = withResolvers<object>();
    const { send, clock, api, replies, done } = setUp({
      putLogEvents: [serviceError('ResourceNotFoundException', TEXTS.groupMissing)],
      createLogStream: [serviceError('ResourceNotFoundException', TEXTS.groupMissing)],
      putRetentionPolicy: [() => retention.promise],
    });

    await send(stream('a', event('one')));
    assert.deepEqual(replies.at(-1), { kind: 'answered', events: [[0, 0, 1]] });
    sinon.assert.notCalled(done);
    retention.resolve({});
    await clock.settle();

    sinon.assert.calledOnce(done);
    const found = api.calls.find(({ name }) => name === 'putRetentionPolicy');
    assert.deepEqual(found?.input, ['g', 7]);
  });
});
