import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { newestEvents } from '../../src/local-server/newest-events.js';
import type { Store } from '../../src/local-server/model/store.js';
import { storeWith } from './helpers.js';

function storeOf(times: readonly { stream: string; timestamp: number }[]): Store {
  const { store, streams } = storeWith('/g', ['a', 'b']);
  for (const { stream, timestamp } of times) {
    store.append(streams.get(stream)!, [{ timestamp, message: 'x' }], 1, 0);
  }
  return store;
}

describe('newest-events', () => {
  it('are those with the latest times of the events after a position, in the order of time', () => {
    const puts = fc.array(fc.record({ stream: fc.constantFrom('a', 'b'), timestamp: fc.nat(20) }));
    const stream = fc.constantFrom(undefined, 'a', 'b', 'none');
    fc.assert(
      fc.property(puts, stream, fc.nat(30), fc.integer({ min: 1, max: 30 }), (times, name, after, most) => {
        const choice = { logGroupName: '/g', ...(name !== undefined && { logStreamName: name }) };
        const found = newestEvents(storeOf(times), choice, after, most);
        const expected = times
          .map((put, index) => ({ ...put, sequence: index + 1 }))
          .filter((put) => put.sequence > after && (name === undefined || put.stream === name))
          .map(({ timestamp }) => timestamp)
          .toSorted((a, b) => a - b)
          .slice(-most);
        assert.deepEqual(
          found.map(({ event }) => event.timestamp),
          expected,
        );
        assert.ok(
          found.every(({ names, event }) => times[event.sequence - 1]?.stream === names.logStreamName),
        );
      }),
    );
  });

  it('are empty for a group that does not exist', () => {
    assert.deepEqual(newestEvents(storeOf([]), { logGroupName: '/other' }, 0, 10), []);
  });
});
