import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { EventQueue } from '../../src/outbox/event-queue.js';
import type { EventRun } from '../../src/events/model.js';
import { createBatchCutter } from '../../src/dispatch/batch-cutter.js';
import {
  arrivalIn,
  arrived,
  bareBlock,
  eventsIn,
  eventsOf,
  runsOf,
  type TestEvent,
} from '../helpers/events.js';

const LIMITS = { maxBatchBytes: 100_000, maxBatchCount: 3 };
const CUT = createBatchCutter(LIMITS);
const DAY = 86_400_000;

function queueOf(events: readonly TestEvent[]): EventQueue {
  const queue = new EventQueue();
  for (const run of runsOf(events)) queue.push(run);
  return queue;
}

function eventIn(run: EventRun | undefined): TestEvent | undefined {
  const events = run === undefined ? [] : eventsIn([run]);
  assert.ok(events.length <= 1);
  return events[0];
}

/** This many events in blocks of two. */
function pairs(count: number, time: (arrival: number) => number = () => 1): TestEvent[] {
  const blocks = Array.from({ length: count / 2 }, (_, pair) =>
    bareBlock([time(pair * 2), time(pair * 2 + 1)]),
  );
  return eventsOf(...arrived(...blocks));
}

describe('event-queue', () => {
  it('returns events in the order of their arrival', () => {
    const events = pairs(8);
    const queue = queueOf(events);

    assert.equal(eventIn(queue.shift()), events[0]);
    assert.deepEqual(eventsIn(queue.takeBatch(CUT)), events.slice(1, 4));
    assert.equal(queue.arrival, arrivalIn(events[4]!));
    assert.equal(eventIn(queue.pop()), events[7]);
    assert.deepEqual(eventsIn(queue.toArray()), events.slice(4, 7));
    assert.equal(queue.length, 3);
  });

  it('returns nothing when it is empty', () => {
    const queue = queueOf(eventsOf(bareBlock([1])));
    queue.shift();

    assert.equal(queue.shift(), undefined);
    assert.equal(queue.pop(), undefined);
    assert.equal(queue.arrival, Infinity);
    assert.deepEqual(queue.takeBatch(CUT), []);
    assert.equal(queue.length, 0);
  });

  it('puts events back between older and newer ones', () => {
    const events = pairs(8, (arrival) => (arrival % 2) * 3 * DAY);
    const queue = queueOf(events);
    const first = queue.takeBatch(createBatchCutter({ ...LIMITS, maxBatchCount: 6 }));
    const second = queue.takeBatch(createBatchCutter({ ...LIMITS, maxBatchCount: 6 }));

    queue.putBack(first);
    queue.putBack(second);

    assert.deepEqual(eventsIn(queue.toArray()), events);
  });

  it('keeps neighbors of a block that come one by one as one run', () => {
    const one = bareBlock([1, 2, 3]);
    const queue = new EventQueue();

    for (let index = 0; index < 3; index++) queue.push({ block: one, from: index, to: index + 1 });

    assert.deepEqual(queue.toArray(), [{ block: one, from: 0, to: 3 }]);
  });

  it('is equal to a sorted list, for any sequence of calls', () => {
    const anyTime = fc.constantFrom(1, 2, 2 * DAY, 5 * DAY);
    const step = fc.oneof(
      fc.record({
        do: fc.constant('push' as const),
        times: fc.array(anyTime, { minLength: 1, maxLength: 6 }),
        // There is not always room for a whole block.
        isRefused: fc.func(fc.nat({ max: 3 }).map((share) => share === 0)),
      }),
      fc.record({ do: fc.constantFrom('shift' as const, 'pop' as const, 'take' as const) }),
      fc.record({ do: fc.constant('putBack' as const), keep: fc.nat({ max: 3 }) }),
      fc.record({
        do: fc.constant('remove' as const),
        isMeant: fc.func(fc.nat({ max: 3 }).map((share) => share === 0)),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const queue = new EventQueue();
        let model: TestEvent[] = [];
        let out: TestEvent[] = [];
        let arrival = 0;
        for (const action of steps) {
          switch (action.do) {
            case 'push': {
              const fresh = bareBlock(action.times);
              fresh.arrival = arrival;
              arrival += action.times.length;
              const events = eventsOf(fresh).filter(({ index }) => !action.isRefused(index));
              for (const run of runsOf(events)) queue.push(run);
              model.push(...events);
              break;
            }
            case 'shift':
              assert.equal(eventIn(queue.shift()), model.shift());
              break;
            case 'pop':
              assert.equal(eventIn(queue.pop()), model.pop());
              break;
            case 'take': {
              const batch = eventsIn(queue.takeBatch(CUT));
              assert.ok(batch.length > 0 || model.length === 0);
              assert.ok(batch.every((event) => model.includes(event)));
              model = model.filter((event) => !batch.includes(event));
              out.push(...batch);
              break;
            }
            case 'putBack': {
              const back = out.slice(action.keep);
              queue.putBack(runsOf(back));
              out = out.slice(0, action.keep);
              model = [...model, ...back].toSorted((a, b) => arrivalIn(a) - arrivalIn(b));
              break;
            }
            case 'remove': {
              const isMeant = (event: TestEvent): boolean => action.isMeant(arrivalIn(event));
              const removed = queue.remove((block, index) => isMeant(eventsOf(block)[index]!));
              assert.deepEqual(eventsIn(removed), model.filter(isMeant));
              model = model.filter((event) => !isMeant(event));
              break;
            }
            default:
              assert.fail();
          }
          assert.deepEqual(eventsIn(queue.toArray()), model);
          assert.equal(queue.length, model.length);
          assert.equal(queue.arrival, model[0] === undefined ? Infinity : arrivalIn(model[0]));
        }
      }),
      { numRuns: 400 },
    );
  });
});
