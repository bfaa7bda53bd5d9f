import assert from 'node:assert/strict';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import * as fc from 'fast-check';
import * as sinon from 'sinon';
import { createEmitQueue } from '../../src/ingest/emit-queue.js';
import { createIngest } from '../../src/ingest/ingest.js';
import type { Destination, EventBlock, EventSpan, LossReason } from '../../src/events/model.js';
import { createCoarseClock } from '../../src/util/coarse-clock.js';
import { type PartialSettings, makeEncoder, makeRecord } from '../encode/helpers.js';
import { destination, messagesOf, routeTo } from '../helpers/events.js';
import { createFakeClock } from '../helpers/fake-clock.js';
import { thrower } from '../helpers/thrower.js';
import { withResolvers } from '../../src/util/with-resolvers.js';

const DELAY = 1_000;
const THERE = routeTo(destination('there'));

interface Settings extends PartialSettings {
  readonly maxBytes?: number;
  /** The test decides when the journal answers. */
  readonly add?: (block: EventBlock) => number | Promise<number>;
}

/** An ingest that writes bodies, and an outbox that records the content of each commit. */
function setUp({ maxBytes = 1e6, add = () => 0, ...settings }: Settings = {}) {
  const clock = createFakeClock();
  const time = createCoarseClock(clock);
  const commits: string[][] = [];
  const lost = sinon.stub<[Destination, EventSpan, LossReason, Error?], void>();
  const encoder = makeEncoder({ format: 'body', ...settings });
  const ingest = createIngest({
    router: { route: () => THERE, routeTo: () => THERE },
    writer: encoder,
    events: encoder.events,
    outbox: {
      entityOf: () => undefined,
      add(_to, block) {
        commits.push(messagesOf(block));
        return add(block);
      },
    },
    clock: time,
    accepted: () => undefined,
    lost,
  });
  const queue = createEmitQueue(ingest, clock, time, { scheduledDelayMillis: DELAY, maxBytes });
  return {
    clock,
    time,
    ingest,
    commits,
    lost,
    queue,
    emit: (...bodies: unknown[]): void => bodies.forEach((body) => queue.emit(makeRecord({ body }))),
    /** Reasons of losses, with the number of records of each. */
    losses: () => lost.args.map(([, { count }, reason]) => ({ count, reason })),
  };
}

/** A resource whose attributes arrive when the test says so. */
function pendingResource() {
  const { promise, resolve } = withResolvers();
  const state = { pending: true };
  const resource: Resource = {
    attributes: {},
    get asyncAttributesPending() {
      return state.pending;
    },
    waitForAsyncAttributes: () => promise,
    merge: () => resource,
    getRawAttributes: () => [],
  };
  return {
    resource,
    record: (body: string): ReadableLogRecord => makeRecord({ body, resource }),
    arrive(): void {
      state.pending = false;
      resolve();
    },
  };
}

describe('emit-queue', () => {
  it('commits once after the delay what arrived together', async () => {
    const { clock, commits, emit } = setUp();
    emit('1');
    await clock.advance(DELAY - 1);
    emit('2');
    assert.deepEqual(commits, []);
    await clock.advance(1);
    assert.deepEqual(commits, [['1', '2']]);
    assert.deepEqual(clock.waits(), []);
    emit('3');
    await clock.advance(DELAY);
    assert.deepEqual(commits, [['1', '2'], ['3']]);
  });

  it('does not keep the process alive while it waits', () => {
    const { clock, emit } = setUp();
    emit('1');
    assert.deepEqual([clock.waits(), clock.keepingAlive], [[DELAY], 0]);
  });

  it('passes on a full block at once', () => {
    const { commits, emit } = setUp();
    emit('x'.repeat(999_990), 'y');
    assert.deepEqual(
      commits.map(([message]) => message?.length),
      [999_990],
    );
  });

  it('writes a record when it is emitted, whatever happens to its objects later', async () => {
    const { commits, queue } = setUp();
    const body = { state: 'new' };
    queue.emit(makeRecord({ body }));
    body.state = 'paid';
    await queue.commit();
    assert.deepEqual(commits, [['{"state":"new"}']]);
  });

  it('reads the time for each record', async () => {
    const { clock, time, emit } = setUp();
    await clock.advance(5_000);
    emit('1');
    assert.equal(time.now(), clock.now());
  });

  it('commits on request, and never twice', async () => {
    const { clock, commits, queue, emit } = setUp();
    emit('1');
    await queue.commit();
    await clock.advance(DELAY);
    assert.deepEqual(commits, [['1']]);
  });

  it('leaves the open blocks of an export to the export', async () => {
    const { commits, queue, ingest } = setUp();
    ingest.add(makeRecord({ body: 'exported' }));
    await queue.commit();
    queue.commitNow();
    assert.deepEqual(commits, []);
  });

  it('commits nothing on its own after it was closed', async () => {
    const { clock, commits, queue, emit } = setUp();
    emit('1');
    queue.close();
    await clock.advance(DELAY);
    assert.deepEqual(commits, []);
    queue.close();
  });

  it('never throws, and counts the record, for any argument', async () => {
    const { queue, losses, commits, emit } = setUp();
    const hostile: unknown[] = [
      undefined,
      null,
      'text',
      {},
      new Proxy({}, { get: thrower, has: thrower, ownKeys: thrower, getOwnPropertyDescriptor: thrower }),
      Object.defineProperty(makeRecord(), 'resource', { get: thrower }),
      Object.defineProperty(makeRecord(), 'hrTime', { get: thrower }),
      makeRecord({ body: { toJSON: thrower }, resource: { asyncAttributesPending: true } }),
      makeRecord({ resource: { asyncAttributesPending: true, waitForAsyncAttributes: thrower } }),
    ];
    for (const record of hostile) queue.emit(record as ReadableLogRecord);
    emit('kept');
    await queue.commit();
    assert.equal(commits.flat().at(-1), 'kept');
    assert.equal(commits.flat().length + losses().length, hostile.length + 1);
  });

  describe('while a resource waits for attributes', () => {
    it('holds its records, and those of other resources behind them, and adds them in order', async () => {
      const { clock, commits, queue, emit } = setUp();
      const { record, arrive } = pendingResource();
      queue.emit(record('1'));
      queue.emit(record('2'));
      emit('3');
      await clock.advance(2 * DELAY);
      assert.deepEqual(commits, []);
      arrive();
      await clock.settle();
      emit('4');
      await clock.advance(DELAY);
      assert.deepEqual(commits, [['1', '2', '3', '4']]);
    });

    it('waits for a second pending resource behind the first', async () => {
      const { clock, commits, queue } = setUp();
      const [first, second] = [pendingResource(), pendingResource()];
      queue.emit(first.record('1'));
      queue.emit(second.record('2'));
      queue.emit(first.record('3'));
      first.arrive();
      await clock.advance(DELAY);
      assert.deepEqual(commits, [['1']]);
      second.arrive();
      await clock.advance(DELAY);
      assert.deepEqual(commits, [['1'], ['2', '3']]);
    });

    it('commits when the attributes have arrived, and lets a flush wait for them', async () => {
      const { clock, commits, queue } = setUp();
      const { record, arrive } = pendingResource();
      queue.emit(record('1'));
      const committed = queue.commit();
      await clock.settle();
      assert.deepEqual(commits, []);
      arrive();
      await committed;
      assert.deepEqual(commits, [['1']]);
    });

    it('continues if a detector fails, or still reports that it is pending', async () => {
      const { commits, queue } = setUp();
      const { resource } = pendingResource();
      const broken = { ...resource, asyncAttributesPending: true };
      for (const waitForAsyncAttributes of [
        () => Promise.reject(new Error('none')),
        () => Promise.resolve(),
      ]) {
        queue.emit(makeRecord({ body: 'kept', resource: { ...broken, waitForAsyncAttributes } }));
      }
      await queue.commit();
      assert.deepEqual(commits, [['kept', 'kept']]);
    });

    it('holds about as many bytes as the outbox, and counts each record beyond', async () => {
      const { clock, queue, commits, losses } = setUp({ maxBytes: 10_000 });
      const { record, arrive } = pendingResource();
      for (let id = 0; id < 10; id++) queue.emit(record(`${id}`.padEnd(2_000)));
      assert.deepEqual(
        losses(),
        Array.from({ length: 5 }, () => ({ count: 1, reason: 'outbox_full' })),
      );
      arrive();
      await clock.advance(DELAY);
      assert.deepEqual(
        commits.flat().map((body) => body.trim()),
        ['0', '1', '2', '3', '4'],
      );
      queue.emit(record('5'));
      await queue.commit();
      assert.equal(commits.flat().at(-1), '5');
    });

    it('holds at most 64 MiB of records in the heap, also where the outbox has a disk', async () => {
      const { queue, commits, losses } = setUp({ maxBytes: 512 * 1024 * 1024 });
      const { record, arrive } = pendingResource();
      const body = 'x'.repeat(1e6);
      for (let count = 0; count < 70; count++) queue.emit(record(body));
      assert.deepEqual(
        losses(),
        Array.from({ length: 2 }, () => ({ count: 1, reason: 'outbox_full' })),
      );
      arrive();
      await queue.commit();
      assert.equal(commits.flat().length, 68);
    });

    it('lets the event loop turn while it adds held records, and keeps the order', async () => {
      const { clock, queue, commits } = setUp();
      const { record, arrive } = pendingResource();
      for (let id = 0; id < 200; id++) queue.emit(record(String(id)));
      clock.onLook = () => 1;
      let turns = 0;
      clock.turn = () => {
        queue.emit(record(`turn ${turns++}`));
        return Promise.resolve();
      };
      arrive();
      await queue.commit();
      const expected = Array.from({ length: 200 }, (_, id) => String(id));
      assert.ok(turns >= 3);
      assert.deepEqual(commits.flat().slice(0, 200), expected);
      assert.deepEqual(
        commits.flat().slice(200),
        Array.from({ length: turns }, (_, turn) => `turn ${turn}`),
      );
    });

    it('passes everything to the outbox at once if no time is left, and takes more afterwards', async () => {
      const { clock, commits, queue, emit } = setUp();
      const { record, arrive } = pendingResource();
      queue.emit(record('1'));
      emit('2');
      queue.commitNow();
      assert.deepEqual(commits, [['1', '2']]);
      queue.emit(record('3'));
      arrive();
      await clock.advance(DELAY);
      assert.deepEqual(commits, [['1', '2'], ['3']]);
    });

    it('loses nothing and keeps the order, for any mix of emits, waits, commits and arrivals', async () => {
      const step = fc.constantFrom('first', 'second', 'plain', 'commitNow', 'delay', 'arrive');
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
          const { clock, queue, commits, emit } = setUp();
          const resources = { first: pendingResource(), second: pendingResource() };
          let emitted = 0;
          for (const what of steps) {
            if (what === 'plain') emit(String(emitted++));
            else if (what === 'commitNow') queue.commitNow();
            else if (what === 'delay') await clock.advance(DELAY);
            else if (what === 'arrive') resources.first.arrive();
            else queue.emit(resources[what].record(String(emitted++)));
          }
          for (const { arrive } of Object.values(resources)) arrive();
          await queue.commit();
          assert.deepEqual(
            commits.flat(),
            Array.from({ length: emitted }, (_, id) => String(id)),
          );
        }),
        { numRuns: 50 },
      );
    });
  });

  describe('while another record is written', () => {
    it('holds the record for the next commit, so that neither harms the other', async () => {
      const { commits, queue, emit } = setUp();
      emit({
        toJSON() {
          emit('nested');
          return 'outer';
        },
      });
      emit('next');
      await queue.commit();
      assert.deepEqual(commits, [['"outer"', 'next', 'nested']]);
    });

    it('does not block the event loop with a record that logs a similar one without end', async () => {
      const { clock, commits, queue } = setUp();
      let made = 0;
      const endless = { toJSON: (): number => (queue.emit(makeRecord({ body: endless })), made++) };
      queue.emit(makeRecord({ body: endless }));
      await queue.commit();
      assert.deepEqual(commits, [['0', '1']]);
      await clock.advance(DELAY);
      assert.deepEqual(commits, [['0', '1'], ['2']]);
    });

    it('bounds such records too', () => {
      const { emit, losses } = setUp({ maxBytes: 1_000 });
      emit({
        toJSON() {
          for (let count = 0; count < 10; count++) emit('nested'.repeat(40));
          return 'outer';
        },
      });
      assert.equal(losses().length, 8);
    });
  });

  it('refuses records when the journal is behind by as much as the outbox holds', async () => {
    const { promise, resolve } = withResolvers<number>();
    const { queue, losses, emit } = setUp({ maxBytes: 100_000, add: () => promise });
    emit('x'.repeat(100_000));
    await queue.commit();
    emit('refused');
    assert.deepEqual(losses(), [{ count: 1, reason: 'outbox_full' }]);
    resolve(0);
    await promise;
    await queue.commit();
    emit('kept');
    assert.deepEqual(losses(), [{ count: 1, reason: 'outbox_full' }]);
  });
});
