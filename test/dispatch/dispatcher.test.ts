import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import * as sinon from 'sinon';
import { classifyError } from '../../src/deliver/classify-error.js';
import { createDispatcher } from '../../src/dispatch/dispatcher.js';
import type { Failure } from '../../src/failures/failure.js';
import type { SendResult } from '../../src/deliver/sender.js';
import { countOf } from '../../src/events/runs.js';
import type { Destination, EventBlock, EventRun, ServiceEntity } from '../../src/events/model.js';
import { createOutbox } from '../../src/outbox/create-outbox.js';
import { createArrivals } from '../../src/outbox/journal/arrivals.js';
import { NO_JOURNAL } from '../../src/outbox/journal/journal.js';
import {
  bareBlock,
  destination,
  event,
  eventsIn,
  eventsOf,
  runsOf,
  type TestEvent,
} from '../helpers/events.js';
import { createFakeClock } from '../helpers/fake-clock.js';
import { addAll } from '../helpers/outbox.js';
import { networkError, serviceError, TEXTS } from '../helpers/service-error.js';

const ANSWERED: SendResult = { status: 'answered', rejections: [] };

const failed = (error: Error): Failure => classifyError('PutLogEvents', error);
const unanswered = (error: Error): SendResult => ({ status: 'unanswered', failure: failed(error) });
const refused = (error: Error): SendResult => ({ status: 'refused', failure: failed(error) });

const UNAVAILABLE = unanswered(serviceError('ServiceUnavailableException', '', 503));
const THROTTLED = unanswered(serviceError('ThrottlingException'));
const DENIED = unanswered(serviceError('AccessDeniedException', TEXTS.denied));
const INVALID = refused(serviceError('InvalidParameterException', 'something in it is wrong'));

interface Sent {
  readonly to: string;
  readonly events: readonly TestEvent[];
  readonly entity: ServiceEntity | undefined;
  readonly answer: (result?: SendResult) => Promise<void>;
}

type Decide = (to: Destination, events: readonly TestEvent[]) => SendResult | Promise<SendResult>;

function setUp({
  maxConcurrentRequests = 4,
  maxBatchCount = 10,
  maxBytes = 1e9,
  decide = undefined as Decide | undefined,
} = {}) {
  const clock = createFakeClock();
  const dropped: TestEvent[] = [];
  const freed: EventBlock[] = [];
  const outbox = createOutbox(
    { clock, journal: NO_JOURNAL, arrivals: createArrivals(), free: (block) => void freed.push(block) },
    { maxBytes, whenFull: 'drop-newest' },
  );
  const sent: Sent[] = [];
  let inFlight = 0;
  let mostInFlight = 0;
  const busy = new Set<Destination>();
  const sender = {
    async send(to: Destination, runs: readonly EventRun[], entity?: ServiceEntity): Promise<SendResult> {
      const events = eventsIn(runs);
      assert.ok(!busy.has(to), 'one request at a time for a stream');
      busy.add(to);
      mostInFlight = Math.max(mostInFlight, ++inFlight);
      const result = await (decide?.(to, events) ??
        new Promise<SendResult>((resolve) =>
          sent.push({
            to: to.logStreamName,
            events,
            entity,
            answer: (given = ANSWERED) => {
              resolve(given);
              return clock.settle();
            },
          }),
        ));
      inFlight--;
      busy.delete(to);
      assert.ok(
        events.every(({ block }) => !freed.includes(block)),
        'no block is freed that is on its way',
      );
      return result;
    },
  };
  const observer = {
    delivered: sinon.spy(),
    lost: sinon.spy(),
    retried: sinon.spy(),
    gaveUp: sinon.spy(),
    answered: sinon.spy(),
    interrupted: sinon.spy(),
  };
  const dispatcher = createDispatcher(
    { outbox, sender, clock, random: () => 1, observer },
    { maxConcurrentRequests, maxBatchBytes: 1_048_576, maxBatchCount },
  );
  outbox.subscribe({
    ready: dispatcher.notify,
    dropped: (_to, runs) => void dropped.push(...eventsIn(runs)),
    recovered: () => undefined,
  });
  return {
    clock,
    outbox,
    dispatcher,
    observer,
    sent,
    dropped,
    freed,
    /** The losses, call by call. */
    lost: (): TestEvent[][] => observer.lost.args.map(([, runs]) => eventsIn(runs)),
    put: (to: Destination, ...blocks: EventBlock[]) => {
      void addAll(outbox, to, blocks);
      return clock.settle();
    },
    /** Streams that are at the service, in the order in which they arrived there. */
    streams: () => sent.map(({ to }) => to),
    get mostInFlight() {
      return mostInFlight;
    },
  };
}

const many = (count: number): EventBlock => bareBlock(Array.from({ length: count }, () => 1));
const one = (): EventBlock => many(1);

/** A failure shrinks the window to one, and each answer widens it by one. */
async function checkWidth(failure: SendResult, answered: SendResult): Promise<void> {
  const { clock, sent, put } = setUp({ maxConcurrentRequests: 4, maxBatchCount: 1 });
  for (let stream = 0; stream < 8; stream++) await put(destination(String(stream)), many(9));
  for (const { answer } of sent.slice(0, 4)) await answer(failure);
  await clock.advance(100);
  const open = (): Sent[] => sent.filter((request) => !done.has(request));
  const done = new Set(sent.slice(0, 4));

  const widths: number[] = [];
  for (let answers = 0; answers < 5; answers++) {
    widths.push(open().length);
    const [next] = open();
    done.add(next!);
    await next!.answer(answered);
  }

  assert.deepEqual(widths, [1, 2, 3, 4, 4]);
  await clock.settle();
}

describe('dispatcher', () => {
  it('sends events to the service and removes them from the outbox', async () => {
    const { outbox, observer, sent, put } = setUp();
    const a = destination('a');
    const block = many(3);

    await put(a, block);
    assert.deepEqual(
      sent.map((request) => request.events),
      [eventsOf(block)],
    );
    await sent[0]!.answer();

    sinon.assert.calledOnceWithExactly(observer.delivered, a, 3, block.sizes[0]! * 3);
    assert.equal(outbox.count, 0);
  });

  it('sends the entity that the outbox holds with the events', async () => {
    const { clock, outbox, sent } = setUp();
    const entity = { name: 'shop', environment: 'prod' };

    void outbox.add(destination('a'), one(), entity);
    void outbox.add(destination('b'), one());
    await clock.settle();
    await sent[0]!.answer(UNAVAILABLE);

    assert.deepEqual(
      sent.map((request) => request.entity),
      [entity, undefined],
    );
  });

  it('sends one batch after the other for a stream', async () => {
    const { sent, put } = setUp({ maxBatchCount: 2 });
    const a = destination('a');

    await put(a, many(3));
    await put(a, one());
    assert.equal(sent.length, 1);
    await sent[0]!.answer();

    assert.equal(sent.length, 2);
    assert.equal(sent[1]!.events.length, 2);
  });

  it('sends together what arrives in one turn of the event loop', async () => {
    const { clock, sent, put } = setUp();
    const a = destination('a');

    for (let count = 0; count < 5; count++) void put(a, one());
    assert.equal(sent.length, 0);
    await clock.settle();

    assert.deepEqual(
      sent.map(({ events }) => events.length),
      [5],
    );
  });

  it('sends together what arrived during a call', async () => {
    const { sent, put } = setUp();
    const a = destination('a');

    await put(a, one());
    for (let count = 0; count < 5; count++) await put(a, one());
    await sent[0]!.answer();

    assert.equal(sent[1]!.events.length, 5);
  });

  it('sends to several streams in parallel, up to a limit, and starves none', async () => {
    const { sent, put, streams } = setUp({ maxConcurrentRequests: 2, maxBatchCount: 1 });
    for (const name of ['a', 'b', 'c']) await put(destination(name), one(), one());

    assert.deepEqual(streams(), ['a', 'b']);
    await sent[0]!.answer();
    assert.deepEqual(streams(), ['a', 'b', 'c']);
    await sent[1]!.answer();

    assert.deepEqual(streams(), ['a', 'b', 'c', 'a']);
  });

  it('does nothing for a stream without events', async () => {
    const { clock, dispatcher, sent } = setUp();

    dispatcher.notify(destination('a'));
    await clock.settle();

    assert.equal(sent.length, 0);
    assert.deepEqual(clock.waits(), []);
  });

  it('reports the duration of an answer', async () => {
    const { clock, observer, sent, put } = setUp();
    await put(destination('a'), one());

    await clock.advance(250);
    await sent[0]!.answer();

    sinon.assert.calledOnceWithExactly(observer.answered, ANSWERED, 250);
  });

  it('reports a batch once, with all of its attempts and waits', async () => {
    const { clock, observer, sent, put } = setUp();
    await put(destination('a'), one());

    await clock.advance(100);
    await sent[0]!.answer(UNAVAILABLE);
    sinon.assert.notCalled(observer.answered);
    await clock.advance(200);
    await clock.advance(50);
    await sent[1]!.answer();

    sinon.assert.calledOnceWithExactly(observer.answered, ANSWERED, 350);
    sinon.assert.notCalled(observer.interrupted);
  });

  it('reports the time of each batch of a stream separately', async () => {
    const { clock, dispatcher, observer, sent, put } = setUp({ maxBatchCount: 1 });
    await put(destination('a'), many(3));

    for (const [index, millis] of [100, 30].entries()) {
      await clock.advance(millis);
      await sent[index]!.answer();
    }
    await clock.advance(7);
    dispatcher.close();

    assert.deepEqual(
      observer.answered.args.map(([, millis]) => Number(millis)),
      [100, 30],
    );
    sinon.assert.calledOnceWithExactly(observer.interrupted, 7);
  });

  it('reports no batch at the end if none was in flight', async () => {
    const { dispatcher, observer, sent, put } = setUp();
    await put(destination('a'), one());
    await sent[0]!.answer();

    dispatcher.close();

    sinon.assert.notCalled(observer.interrupted);
  });

  it('reports a batch that has no answer at the end', async () => {
    const { clock, dispatcher, observer, put } = setUp();
    await put(destination('a'), one());
    await clock.advance(70);

    dispatcher.close();

    sinon.assert.calledOnceWithExactly(observer.interrupted, 70);
  });

  it('counts what a 200 did not keep as lost, and the rest as delivered', async () => {
    const { outbox, observer, sent, put } = setUp();
    const a = destination('a');
    const block = many(3);
    const rejected = [{ block, from: 0, to: 2 }];
    await put(a, block);

    await sent[0]!.answer({ status: 'answered', rejections: [{ reason: 'too_old', events: rejected }] });

    sinon.assert.calledOnceWithExactly(observer.lost, a, rejected, 'too_old');
    sinon.assert.calledOnceWithExactly(observer.delivered, a, 1, block.sizes[2]!);
    assert.equal(outbox.count, 0);
  });

  describe('without an answer', () => {
    it('retries after the wait, with events that arrived since', async () => {
      const { clock, observer, sent, put } = setUp();
      const a = destination('a');
      const [first, second] = [one(), one()];
      await put(a, first);
      await sent[0]!.answer(UNAVAILABLE);
      await put(a, second);

      await clock.advance(199);
      assert.equal(sent.length, 1);
      await clock.advance(1);

      assert.deepEqual(sent[1]!.events, eventsOf(first, second));
      sinon.assert.calledOnce(observer.retried);
      sinon.assert.notCalled(observer.answered);
    });

    it('waits longer after each failure, and short again after an answer', async () => {
      const { clock, sent, put } = setUp({ maxBatchCount: 1 });
      await put(destination('a'), one(), one());

      const waits: (number | undefined)[] = [];
      for (let failures = 0; failures < 4; failures++) {
        await sent.at(-1)!.answer(UNAVAILABLE);
        waits.push(clock.waits()[0]);
        await clock.advance(clock.waits()[0]!);
      }
      await sent.at(-1)!.answer();
      await sent.at(-1)!.answer(UNAVAILABLE);

      assert.deepEqual([...waits, clock.waits()[0]], [200, 400, 800, 1_600, 200]);
    });

    it('waits short again when one call was answered and the next one failed', async () => {
      const { clock, sent, put } = setUp();
      const creation: SendResult = {
        status: 'unanswered',
        failure: classifyError('CreateLogStream', serviceError('ThrottlingException')),
      };
      await put(destination('a'), one());

      const waits: (number | undefined)[] = [];
      for (const result of [THROTTLED, THROTTLED, creation, creation, THROTTLED]) {
        await sent.at(-1)!.answer(result);
        waits.push(clock.waits()[0]);
        await clock.advance(clock.waits()[0]!);
      }

      assert.deepEqual(waits, [1_000, 2_000, 20_000, 20_000, 1_000]);
    });

    it('uses no slot while it waits', async () => {
      const { sent, put, streams } = setUp({ maxConcurrentRequests: 1 });
      await put(destination('a'), one());
      await put(destination('b'), one());

      await sent[0]!.answer(DENIED);

      assert.deepEqual(streams(), ['a', 'b']);
    });

    it('does not let one denied stream block the others', async () => {
      const { clock, outbox, put } = setUp({
        maxConcurrentRequests: 1,
        maxBatchCount: 1,
        decide: ({ logStreamName }) => (logStreamName === 'denied' ? DENIED : ANSWERED),
      });
      await put(destination('denied'), many(3));
      for (let stream = 0; stream < 9; stream++) await put(destination(String(stream)), many(3));

      await clock.settle();

      assert.equal(outbox.count, 3);
    });

    it('waits with timers that keep no process alive', async () => {
      const { clock, sent, put } = setUp();
      await put(destination('a'), one());

      await sent[0]!.answer(DENIED);

      assert.equal(clock.waits().length, 1);
      assert.equal(clock.keepingAlive, 0);
    });

    it('goes down to one request at a time when it is throttled, and up by one with each answer', () =>
      checkWidth(THROTTLED, ANSWERED));

    it('goes down to one request at a time in an outage, and up with refusals too', () =>
      checkWidth(UNAVAILABLE, INVALID));

    it('keeps no process alive between calls in an outage', async () => {
      const { clock, sent, put } = setUp({ maxConcurrentRequests: 1 });
      for (const name of ['a', 'b']) await put(destination(name), one());

      await sent[0]!.answer(UNAVAILABLE);

      assert.deepEqual([sent.length, clock.keepingAlive], [1, 0]);
      await clock.advance(100);
      assert.deepEqual(
        sent.map(({ to }) => to),
        ['a', 'b'],
      );
    });

    it('keeps its width when only one stream is denied', async () => {
      const { sent, put } = setUp({ maxConcurrentRequests: 2 });
      for (const name of ['a', 'b', 'c']) await put(destination(name), one());

      await sent[0]!.answer(DENIED);

      assert.equal(sent.length, 3);
    });
  });

  describe('when a batch is refused', () => {
    it('searches the bad event by halves, in order, before it continues', async () => {
      const a = destination('a');
      const block = many(8);
      const events = eventsOf(block);
      const { clock, outbox, observer, lost, put } = setUp({
        decide: (_to, batch) => (batch.includes(events[5]!) ? INVALID : ANSWERED),
      });
      await put(a, block);
      await put(a, many(2));

      await clock.settle();

      assert.deepEqual(lost(), [[events[5]]]);
      sinon.assert.calledWithMatch(observer.lost, a, sinon.match.array, 'invalid');
      assert.deepEqual(
        observer.delivered.args.map(([, count]) => Number(count)),
        [4, 1, 2, 2],
      );
      assert.equal(outbox.count, 0);
    });

    it('reports an event that is too large on its own as oversized', async () => {
      const { observer, sent, put } = setUp();
      await put(destination('a'), one());

      await sent[0]!.answer(refused(serviceError('UnknownError', '', 413)));

      assert.equal(observer.lost.args[0]?.[2], 'oversized');
    });

    it('reports the text of the service without the values that it quotes', async () => {
      const { observer, sent, put } = setUp();
      await put(destination('a'), event('my secret'));

      await sent[0]!.answer(
        refused(
          serviceError(
            'InvalidParameterException',
            "1 validation error detected: Value 'my secret' at 'logEvents.1.member.message' failed",
          ),
        ),
      );

      assert.equal(
        String(observer.lost.args[0]?.[3]),
        "InvalidParameterException: 1 validation error detected: Value '...' at 'logEvents.1.member.message' failed",
      );
    });

    it('keeps what it has found when it is throttled in between', async () => {
      const a = destination('a');
      const block = many(4);
      const events = eventsOf(block);
      const { clock, outbox, sent, put } = setUp();
      await put(a, block);

      await sent[0]!.answer(INVALID);
      await sent[1]!.answer(THROTTLED);
      await put(a, one());
      await clock.advance(1_000);
      await sent[2]!.answer();
      await sent[3]!.answer();
      await sent[4]!.answer();

      assert.deepEqual(
        sent.map((request) => request.events.length),
        [4, 2, 2, 2, 1],
      );
      assert.deepEqual(sent[2]!.events, events.slice(0, 2));
      assert.deepEqual(sent[3]!.events, events.slice(2));
      assert.equal(outbox.count, 0);
    });

    it('gives up within forty answered calls, whatever happens in between', async () => {
      let answers = 0;
      let calls = 0;
      const { clock, outbox, observer, put } = setUp({
        maxBatchCount: 10_000,
        decide: () => {
          if (++calls % 3 === 0) return UNAVAILABLE;
          answers++;
          return INVALID;
        },
      });
      await put(destination('a'), many(5_000));

      await clock.advance(10_000_000);

      assert.ok(answers <= 40);
      assert.equal(outbox.count, 0);
      assert.equal(
        observer.lost.args.reduce((sum, [, runs]) => sum + countOf(runs), 0),
        5_000,
      );
    });
  });

  it('reports several dropped events, because it could not find the bad one', async () => {
    const { clock, observer, put } = setUp({ maxBatchCount: 100, decide: () => INVALID });
    await put(destination('a'), many(100));
    await clock.settle();

    sinon.assert.called(observer.gaveUp);
    const [to, failure] = observer.gaveUp.firstCall.args;
    assert.deepEqual([to.logStreamName, failure.kind], ['a', 'invalid']);
  });

  it('reports no such drop if it finds the bad event', async () => {
    const { clock, observer, put } = setUp({
      decide: (_to, events) => (events.some(({ index }) => index === 3) ? INVALID : ANSWERED),
    });
    await put(destination('a'), many(8));
    await clock.settle();

    sinon.assert.calledOnce(observer.lost);
    sinon.assert.notCalled(observer.gaveUp);
  });

  describe('retryNow', () => {
    it('wakes each waiting stream once', async () => {
      const { clock, dispatcher, sent, put } = setUp();
      for (const name of ['a', 'b']) await put(destination(name), one());
      for (const { answer } of sent.slice()) await answer(DENIED);
      await clock.advance(200);

      dispatcher.retryNow();
      await clock.settle();

      assert.equal(sent.length, 4);
      assert.deepEqual(clock.waits(), []);
    });

    for (const [name, result, least] of [
      ['a moment', UNAVAILABLE, 200],
      ['a second when throttled', THROTTLED, 1_000],
      [
        'what Retry-After asks for',
        unanswered(serviceError('ServiceUnavailableException', '', 503, { 'retry-after': '5' })),
        5_000,
      ],
    ] as const) {
      it(`keeps ${name} between two calls, however often it is called`, async () => {
        const { clock, dispatcher, sent, put } = setUp();
        await put(destination('a'), one());
        await sent[0]!.answer(result);
        for (let millis = 0; millis < least - 10; millis += 10) {
          dispatcher.retryNow();
          await clock.advance(10);
        }
        assert.equal(sent.length, 1);
        await clock.advance(10);
        assert.equal(sent.length, 2);
      });
    }

    it('restarts the backoff', async () => {
      const { clock, dispatcher, sent, put } = setUp();
      await put(destination('a'), one());
      for (let failures = 0; failures < 6; failures++) {
        await sent.at(-1)!.answer(UNAVAILABLE);
        await clock.advance(clock.waits()[0]!);
      }

      dispatcher.retryNow();
      await sent.at(-1)!.answer(UNAVAILABLE);

      assert.deepEqual(clock.waits(), [200]);
    });

    it('leaves streams alone that are at the service or ready', async () => {
      const { clock, dispatcher, sent, put } = setUp({ maxConcurrentRequests: 1 });
      for (const name of ['a', 'b']) await put(destination(name), one());

      dispatcher.retryNow();
      await clock.settle();

      assert.equal(sent.length, 1);
    });

    it('does nothing for a waiting stream without events', async () => {
      const { clock, dispatcher, outbox, sent, put } = setUp();
      await put(destination('a'), one());
      await sent[0]!.answer(DENIED);
      await outbox.close();

      dispatcher.retryNow();
      await clock.settle();

      assert.equal(sent.length, 1);
    });
  });

  describe('close', () => {
    it('starts nothing more', async () => {
      const { clock, dispatcher, sent, put } = setUp({ maxConcurrentRequests: 1 });
      for (const name of ['a', 'b', 'c']) await put(destination(name), one());
      await sent[0]!.answer(DENIED);

      dispatcher.close();
      await put(destination('d'), one());
      dispatcher.retryNow();
      await sent[1]!.answer();
      await clock.advance(1_000_000);

      assert.equal(sent.length, 2);
      assert.deepEqual(clock.waits(), []);
    });

    it('takes no batch that it had not taken', async () => {
      const { clock, dispatcher, outbox, sent, put } = setUp();

      void put(destination('a'), one());
      dispatcher.close();
      await clock.settle();

      assert.equal(sent.length, 0);
      assert.equal(outbox.count, 1);
    });

    it('ignores an answer that comes after it', async () => {
      const { dispatcher, observer, sent, put } = setUp();
      for (const name of ['a', 'b']) await put(destination(name), one());

      dispatcher.close();
      await sent[0]!.answer();
      await sent[1]!.answer(INVALID);

      const { interrupted, ...others } = observer;
      assert.equal(interrupted.callCount, 2);
      for (const spy of Object.values(others)) sinon.assert.notCalled(spy);
    });
  });

  it('delivers every event exactly once and in order, whatever fails in between', async () => {
    const anyResult = fc.constantFrom<'ok' | 'partly' | 'unavailable' | 'throttled' | 'denied'>(
      'ok',
      'ok',
      'partly',
      'unavailable',
      'throttled',
      'denied',
    );
    const step = fc.record({
      stream: fc.nat({ max: 5 }),
      count: fc.integer({ min: 1, max: 12 }),
      // Few different times, so that many events share a millisecond.
      time: fc.nat({ max: 2 }),
      // The times of a block may be out of order, which splits it when it is sorted.
      drift: fc.nat({ max: 2 }),
      blockSize: fc.integer({ min: 1, max: 12 }),
      wait: fc.constantFrom(0, 0, 50, 5_000),
      retryNow: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 25 }),
        fc.array(anyResult, { minLength: 1, maxLength: 60 }),
        fc.array(fc.nat({ max: 150 }), { maxLength: 4 }),
        fc.integer({ min: 1, max: 4 }),
        async (steps, results, poisonAt, maxConcurrentRequests) => {
          const kept = new Map<string, TestEvent[]>();
          const poison = new Set<TestEvent>();
          const rejected = new Set<TestEvent>();
          const harness = setUp({
            maxConcurrentRequests,
            maxBatchCount: 7,
            async decide({ logStreamName }, events) {
              await Promise.resolve();
              const result = results.shift() ?? 'ok';
              if (result === 'denied') return DENIED;
              if (result === 'throttled') return THROTTLED;
              if (result === 'unavailable') return UNAVAILABLE;
              if (events.some((one_) => poison.has(one_))) return INVALID;
              const stale = result === 'partly' ? events.slice(0, 2) : [];
              for (const late of stale) rejected.add(late);
              kept.set(logStreamName, [...(kept.get(logStreamName) ?? []), ...events.slice(stale.length)]);
              return { status: 'answered', rejections: [{ reason: 'too_old', events: runsOf(stale) }] };
            },
          });
          const streams = Array.from({ length: 6 }, (_, index) => destination(String(index)));
          const given = new Map(streams.map((to) => [to.logStreamName, [] as TestEvent[]]));
          let made = 0;
          for (const { stream, count, blockSize, time, drift, wait, retryNow } of steps) {
            const blocks = [Math.min(blockSize, count), Math.max(0, count - blockSize)]
              .filter((length) => length > 0)
              .map((length) => bareBlock(Array.from({ length }, (_, index) => (time + index * drift) % 3)));
            const events = eventsOf(...blocks);
            for (const fresh of events) if (poisonAt.includes(made++)) poison.add(fresh);
            given.get(String(stream))!.push(...events);
            void harness.put(streams[stream]!, ...blocks);
            if (wait > 0) await harness.clock.advance(wait);
            if (retryNow) harness.dispatcher.retryNow();
          }
          await harness.clock.advance(3_600_000);

          assert.equal(harness.outbox.count, 0);
          assert.ok(harness.mostInFlight <= maxConcurrentRequests);
          assert.deepEqual(harness.clock.waits(), []);
          const lost = new Set([...poison, ...rejected]);
          assert.deepEqual(new Set(harness.lost().flat()), lost);
          assert.equal(new Set(harness.freed).size, harness.freed.length, 'each block is freed once');
          assert.deepEqual(
            new Set(harness.freed),
            new Set([...given.values()].flat().map(({ block }) => block)),
          );
          for (const [name, events] of given) {
            const arrived = kept.get(name) ?? [];
            const expected = events.filter((one_) => !lost.has(one_));
            assert.equal(arrived.length, expected.length);
            for (const time of [0, 1, 2]) {
              const sameTime = (one_: TestEvent): boolean => one_.timestamp === time;
              assert.deepEqual(arrived.filter(sameTime), expected.filter(sameTime));
            }
          }
          assert.equal(
            harness.observer.delivered.args.reduce((sum, [, count]) => sum + Number(count), 0),
            made - lost.size,
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  it('sends nothing twice while the network is down for a day', async () => {
    let down = true;
    const delivered: TestEvent[] = [];
    const { clock, outbox, put } = setUp({
      decide: (_to, events) => {
        if (down) return unanswered(networkError('ENOTFOUND'));
        delivered.push(...events);
        return ANSWERED;
      },
    });
    const block = many(50);
    await put(destination('a'), block);

    await clock.advance(3_600_000);
    down = false;
    await clock.advance(60_000);

    assert.deepEqual(delivered, eventsOf(block));
    assert.equal(outbox.count, 0);
  });
});
