import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  after,
  eventId,
  EventLog,
  isBefore,
  type LoggedEvent,
  positionOf,
} from '../../../src/local-server/model/event-log.js';
import { NOW } from '../helpers.js';

/** Few times, so that many are equal. */
const times = fc.array(fc.nat(6), { maxLength: 30 });
const position = fc.record({ timestamp: fc.nat(7), sequence: fc.nat(32) });
const number = fc.oneof(fc.nat(2), fc.maxSafeNat());
const anyPosition = fc.record({ timestamp: number, sequence: number }, { noNullPrototype: true });

function eventsAt(timestamps: readonly number[]): LoggedEvent[] {
  return timestamps.map((timestamp, index) => ({
    timestamp,
    message: String(index),
    ingestionTime: NOW,
    sequence: index + 1,
  }));
}

function logOf(timestamps: readonly number[]): EventLog {
  const log = new EventLog();
  for (const one of eventsAt(timestamps)) log.append(one);
  return log;
}

function inOrder(timestamps: readonly number[]): LoggedEvent[] {
  return eventsAt(timestamps).toSorted((a, b) => a.timestamp - b.timestamp || a.sequence - b.sequence);
}

describe('event-log', () => {
  it('is sorted by time, then by arrival, also when more arrives after a read', () => {
    fc.assert(
      fc.property(times, times, (early, late) => {
        const log = logOf(early);
        assert.deepEqual(log.sorted(), inOrder(early));
        const all = [...early, ...late];
        for (const one of eventsAt(all).slice(early.length)) log.append(one);
        assert.deepEqual(log.sorted(), inOrder(all));
        assert.equal(log.size, all.length);
      }),
    );
  });

  it('finds the first event at or after a position, whether that exists or not', () => {
    fc.assert(
      fc.property(times, position, (timestamps, place) => {
        const before = eventsAt(timestamps).filter((one) => isBefore(one, place));
        assert.equal(logOf(timestamps).indexAt(place), before.length);
      }),
    );
  });

  it('reads on right after an event', () => {
    fc.assert(
      fc.property(times, (timestamps) => {
        const log = logOf(timestamps);
        for (const [index, one] of log.sorted().entries()) assert.equal(log.indexAt(after(one)), index + 1);
      }),
    );
  });

  it('forgets what arrived up to a sequence number, and keeps the rest in order', () => {
    fc.assert(
      fc.property(times, fc.nat(32), (timestamps, sequence) => {
        const log = logOf(timestamps);
        log.forgetUpTo(sequence);
        const kept = inOrder(timestamps).filter((one) => one.sequence > sequence);
        assert.deepEqual(log.sorted(), kept);
        assert.equal(log.size, kept.length);
      }),
    );
  });

  it('has ids of 56 digits that lead back to the position and sort like the events', () => {
    fc.assert(
      fc.property(anyPosition, anyPosition, (one, other) => {
        assert.match(eventId(one), /^\d{56}$/);
        assert.deepEqual(positionOf(eventId(one)), one);
        assert.equal(eventId(one) < eventId(other), isBefore(one, other));
      }),
    );
  });

  it('knows no position of a text that is not an id', () => {
    for (const id of ['', '0'.repeat(55), '0'.repeat(57), `${'0'.repeat(55)}x`, ` ${'0'.repeat(55)}`]) {
      assert.equal(positionOf(id), undefined, id);
    }
  });
});
