import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { flushAfter } from '../../src/lambda/flush-after.js';
import { withResolvers } from '../../src/util/with-resolvers.js';
import { turn } from '../helpers/turn.js';

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

/** What `awslambda.streamifyResponse` does to a handler. */
function streamifyResponse<Handler extends object>(handler: Handler): Handler {
  Reflect.set(handler, STREAMING, 'response');
  return handler;
}

/** A target that records when it is flushed, and resolves when it is released. */
function target(order: string[] = []) {
  const { promise, resolve, reject } = withResolvers();
  return {
    order,
    resolve,
    reject,
    forceFlush: () => {
      order.push('flush');
      return promise;
    },
  };
}

describe('flush-after', () => {
  it('awaits the handler, then the flush, then answers', async () => {
    const flushed = target();
    const { order } = flushed;
    const handler = flushAfter(async (event: string, context: object) => {
      await turn();
      order.push(`handled ${event} ${JSON.stringify(context)}`);
      return { statusCode: 200 };
    }, flushed);
    const answer = handler('e', { id: 1 }).then((value) => {
      order.push('answered');
      return value;
    });
    while (order.length < 2) await turn();
    assert.deepEqual(order, ['handled e {"id":1}', 'flush']);
    flushed.resolve();
    assert.deepEqual(await answer, { statusCode: 200 });
    assert.deepEqual(order.slice(2), ['answered']);
  });

  it('accepts a handler that returns no promise', async () => {
    const flushed = target();
    flushed.resolve();
    assert.equal(await flushAfter(() => 5, flushed)(), 5);
    assert.deepEqual(flushed.order, ['flush']);
  });

  it('passes errors on, thrown or rejected, after the flush', async () => {
    const error = new Error('of the handler');
    const thrown = sinon.stub().throws(error);
    for (const handler of [thrown, async () => thrown()]) {
      const flushed = target();
      flushed.resolve();
      await assert.rejects(flushAfter(handler, flushed)(), (caught) => caught === error);
      assert.deepEqual(flushed.order, ['flush']);
    }
  });

  it('answers where the flush rejects or throws', async () => {
    const error = new Error('of the flush');
    for (const forceFlush of [sinon.stub().rejects(error), sinon.stub().throws(error)]) {
      assert.equal(await flushAfter(() => 'answer', { forceFlush })(), 'answer');
    }
  });

  it('keeps the mark of a streaming handler, and passes its three arguments', async () => {
    const flushed = target();
    flushed.resolve();
    const seen: unknown[] = [];
    const stream = { end: () => void seen.push('end') };
    const handle = async (event: string, response: typeof stream, context: object): Promise<void> => {
      seen.push(event, context);
      response.end();
    };
    const inside = flushAfter(streamifyResponse(handle), flushed);
    const outside = streamifyResponse(
      flushAfter(async (...args: Parameters<typeof handle>) => handle(...args), flushed),
    );
    for (const handler of [inside, outside]) {
      assert.equal(Reflect.get(handler, STREAMING), 'response');
      await handler('e', stream, { id: 1 });
    }
    assert.deepEqual(seen, ['e', { id: 1 }, 'end', 'e', { id: 1 }, 'end']);
    assert.deepEqual(flushed.order, ['flush', 'flush']);
  });

  it('has no named parameters, because the runtime of Node 24 refuses three', () => {
    const seen: unknown[] = [];
    const handler = (event: unknown, context: unknown, callback: unknown): unknown =>
      seen.push(event, context, callback);
    assert.equal(handler.length, 3);
    assert.equal(flushAfter(handler, target()).length, 0);
  });

  it('reports what to do when a handler answers by its callback', async () => {
    const flushed = target();
    flushed.resolve();
    const answers: unknown[] = [];
    const handler = flushAfter(
      (_event: unknown, _context: unknown, callback: (...answer: unknown[]) => void) => {
        callback(null, 'answer');
      },
      flushed,
    );
    await assert.rejects(
      handler({}, {}, (...answer) => void answers.push(answer)),
      { code: 'CWL_LAMBDA_CALLBACK' },
    );
    assert.deepEqual(answers, []);
  });

  describe('with a flush that takes too long', () => {
    let timers: sinon.SinonFakeTimers;
    beforeEach(() => void (timers = sinon.useFakeTimers()));
    afterEach(() => timers.restore());

    const context = { millis: 3_000, getRemainingTimeInMillis: () => context.millis };

    for (const [kind, args] of [
      ['a handler', [{}, context]],
      ['a streaming handler', [{}, {}, context]],
    ] as const) {
      it(`answers for ${kind} 200 ms before the function's own timeout`, async () => {
        let answer: unknown;
        void flushAfter(
          (..._args: unknown[]) => 'answer',
          target(),
        )(...args).then((value) => (answer = value));
        await timers.tickAsync(2_799);
        assert.equal(answer, undefined);
        await timers.tickAsync(1);
        assert.equal(answer, 'answer');
      });
    }

    it('answers at once where no time is left', async () => {
      const late = { getRemainingTimeInMillis: () => 10 };
      let answer: unknown;
      void flushAfter((..._args: unknown[]) => 'answer', target())({}, late).then(
        (value) => (answer = value),
      );
      await timers.tickAsync(0);
      assert.equal(answer, 'answer');
    });
  });
});
