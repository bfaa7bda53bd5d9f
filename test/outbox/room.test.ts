import assert from 'node:assert/strict';
import { StreamQueue } from '../../src/outbox/stream-queue.js';
import { createRoom } from '../../src/outbox/room.js';
import type { Destination, EventRun } from '../../src/events/model.js';
import type { WhenFull } from '../../src/options/options.js';
import { wholeOf } from '../../src/events/runs.js';
import { bareBlock, destination } from '../helpers/events.js';

/** Bytes that each event counts as, including its block. */
const EACH = 2_000;

/** Bytes that an event alone in its block adds to its own. */
const OVERHEAD = 1 + 16 + 1_024;

/** Streams that count how often all of them are searched. */
class WatchedStreams {
  looks = 0;
  readonly streams = new Map<Destination, StreamQueue>();

  all(): Iterable<StreamQueue> {
    this.looks++;
    return this.streams.values();
  }

  get size(): number {
    return this.streams.size;
  }
}

function setUp(maxBytes: number, whenFull: WhenFull) {
  const streams = new WatchedStreams();
  const totals = { events: 0, bytes: 0, volatileBytes: 0 };
  const dropped: [string, EventRun][] = [];
  let arrivals = 0;
  const room = createRoom(
    {
      streams,
      heldBytes: () => totals.volatileBytes,
      nextArrival: () => arrivals,
      drop(from, event) {
        dropped.push([from.destination.logStreamName, event]);
      },
    },
    { maxBytes, whenFull },
  );
  function stream(name: string, failing = false): StreamQueue {
    const made = new StreamQueue(destination(name), totals);
    made.failing = failing;
    streams.streams.set(made.destination, made);
    return made;
  }
  function fill(to: StreamQueue, count: number): void {
    for (let added = 0; added < count; added++) {
      const block = bareBlock([1], [EACH - OVERHEAD]);
      block.arrival = arrivals++;
      to.push(wholeOf(block));
    }
  }
  return { room, streams, stream, fill, dropped, names: () => dropped.map(([name]) => name) };
}

describe('createRoom', () => {
  it('is there up to the last byte', () => {
    for (const whenFull of ['drop-newest', 'drop-oldest'] as const) {
      const { room, stream, fill, dropped } = setUp(3 * EACH, whenFull);
      const a = stream('a');
      fill(a, 2);

      assert.equal(room.make(a, EACH), true);
      assert.deepEqual(dropped, []);
      assert.equal(room.make(a, EACH + 1), whenFull === 'drop-oldest');
    }
  });

  it('is taken from the failing stream that holds most', () => {
    const { room, stream, fill, names } = setUp(10 * EACH, 'drop-newest');
    const good = stream('good');
    fill(stream('small', true), 4);
    fill(stream('large', true), 6);

    assert.equal(room.make(good, EACH), true);

    assert.deepEqual(names(), ['large']);
  });

  it('is not taken from a stream that gets answers', () => {
    const { room, stream, fill, dropped } = setUp(10 * EACH, 'drop-newest');
    const good = stream('good');
    fill(stream('busy'), 10);

    assert.equal(room.make(good, EACH), false);
    assert.deepEqual(dropped, []);
  });

  it('is not taken from one failing stream for another', () => {
    const { room, stream, fill, dropped } = setUp(10 * EACH, 'drop-newest');
    const bad = stream('bad', true);
    fill(stream('worse', true), 10);

    assert.equal(room.make(bad, EACH), false);
    assert.deepEqual(dropped, []);
  });

  it('drops nothing if that would not be enough', () => {
    const { room, stream, fill, dropped } = setUp(10 * EACH, 'drop-newest');
    const good = stream('good');
    fill(stream('bad', true), 6);
    fill(stream('busy'), 4);

    assert.equal(room.make(good, 2 * EACH), false);
    assert.deepEqual(dropped, []);
  });

  it('is found with one search of all streams for a whole run of old events', () => {
    const { room, streams, stream, fill, names } = setUp(1_000 * EACH, 'drop-oldest');
    const [a, b] = [stream('a'), stream('b')];
    fill(a, 500);
    fill(b, 500);

    for (let made = 0; made < 1_000; made++) {
      assert.equal(room.make(b, EACH), true);
      fill(b, 1);
    }

    assert.deepEqual(new Set(names().slice(0, 500)), new Set(['a']));
    assert.deepEqual(new Set(names().slice(500)), new Set(['b']));
    assert.ok(streams.looks <= 4, `${streams.looks} looks`);
  });
});
