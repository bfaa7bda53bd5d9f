import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { EventQueue } from '../../src/outbox/event-queue.js';
import type { LogEvent } from '../../src/model.js';
import { createCut } from '../../src/slice/slice.js';
import { bareEvent } from '../helpers/events.js';

const LIMITS = { maxBatchBytes: 100_000, maxBatchCount: 3 };
const CUT = createCut(LIMITS);
const DAY = 86_400_000;

function queueOf(events: readonly LogEvent[]): EventQueue {
  const queue = new EventQueue();
  for (const event of events) queue.push(event);
  return queue;
}

function arrived(count: number, time: (arrival: number) => number = () => 1): LogEvent[] {
  return Array.from({ length: count }, (_, arrival) => bareEvent(time(arrival), 10, arrival));
}

describe('EventQueue', () => {
  it('gives events in the order of their arrival', () => {
    const events = arrived(7);
    const queue = queueOf(events);

    assert.equal(queue.shift(), events[0]);
    assert.deepEqual(queue.takeBatch(CUT), events.slice(1, 4));
    assert.equal(queue.first, events[4]);
    assert.equal(queue.pop(), events[6]);
    assert.deepEqual(queue.toArray(), events.slice(4, 6));
    assert.equal(queue.length, 2);
  });

  it('gives nothing when it is empty', () => {
    const queue = queueOf(arrived(1));
    queue.shift();

    assert.equal(queue.shift(), undefined);
    assert.equal(queue.pop(), undefined);
    assert.equal(queue.first, undefined);
    assert.deepEqual(queue.takeBatch(CUT), []);
    assert.equal(queue.length, 0);
  });

  it('puts events back between older and newer ones', () => {
    const events = arrived(8, (arrival) => (arrival % 2) * 3 * DAY);
    const queue = queueOf(events);
    const first = queue.takeBatch(createCut({ ...LIMITS, maxBatchCount: 6 }));
    const second = queue.takeBatch(createCut({ ...LIMITS, maxBatchCount: 6 }));

    queue.putBack(first);
    queue.putBack(second);

    assert.deepEqual(queue.toArray(), events);
  });

  it('is the same as a sorted list, whatever is done to it', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('push' as const), time: fc.constantFrom(1, 2, 2 * DAY, 5 * DAY) }),
      fc.record({ do: fc.constantFrom('shift' as const, 'pop' as const, 'take' as const) }),
      fc.record({ do: fc.constant('putBack' as const), keep: fc.nat({ max: 3 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const queue = new EventQueue();
        let model: LogEvent[] = [];
        let out: LogEvent[] = [];
        let arrival = 0;
        for (const action of steps) {
          switch (action.do) {
            case 'push': {
              const event = bareEvent(action.time, 10, arrival++);
              queue.push(event);
              model.push(event);
              break;
            }
            case 'shift':
              assert.equal(queue.shift(), model.shift());
              break;
            case 'pop':
              assert.equal(queue.pop(), model.pop());
              break;
            case 'take': {
              const batch = queue.takeBatch(CUT);
              model = model.filter((event) => !batch.includes(event));
              out.push(...batch);
              break;
            }
            case 'putBack': {
              const back = out.slice(action.keep);
              queue.putBack(back);
              out = out.slice(0, action.keep);
              model = [...model, ...back].toSorted((a, b) => a.arrival - b.arrival);
              break;
            }
            default:
              assert.fail();
          }
          assert.deepEqual(queue.toArray(), model);
          assert.equal(queue.length, model.length);
          assert.equal(queue.first, model[0]);
        }
      }),
      { numRuns: 400 },
    );
  });
});
