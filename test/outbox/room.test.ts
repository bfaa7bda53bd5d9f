import assert from 'node:assert/strict';
import { createLane, heldBytesOf, type Lane } from '../../src/outbox/lane.js';
import { createRoom } from '../../src/outbox/room.js';
import type { Destination, EventRun } from '../../src/events/model.js';
import type { WhenFull } from '../../src/options/options.js';
import { wholeOf } from '../../src/events/runs.js';
import { bareBlock, destination } from '../helpers/events.js';

/** Bytes that each event counts for, the block that it is alone in included. */
const EACH = 2_000;

/** What an event that is alone in its block counts for beside its bytes. */
const OVERHEAD = 1 + 16 + 1_024;

/** Lanes that count how often somebody looks through all of them. */
class WatchedMap extends Map<Destination, Lane> {
  looks = 0;

  override values(): MapIterator<Lane> {
    this.looks++;
    return super.values();
  }
}

function setUp(maxBytes: number, whenFull: WhenFull) {
  const lanes = new WatchedMap();
  const dropped: [string, EventRun][] = [];
  let held = 0;
  let arrivals = 0;
  const room = createRoom(
    {
      lanes,
      heldBytes: () => held,
      nextArrival: () => arrivals,
      drop(from, event) {
        from.bytes -= heldBytesOf(event);
        held -= heldBytesOf(event);
        dropped.push([from.destination.logStreamName, event]);
      },
    },
    { maxBytes, whenFull },
  );
  function lane(name: string, failing = false): Lane {
    const made = createLane(destination(name));
    made.failing = failing;
    lanes.set(made.destination, made);
    return made;
  }
  function fill(to: Lane, count: number): void {
    for (let added = 0; added < count; added++) {
      const block = bareBlock([1], [EACH - OVERHEAD]);
      block.arrival = arrivals++;
      to.waiting.push(wholeOf(block));
      to.bytes += EACH;
      held += EACH;
    }
  }
  return { room, lanes, lane, fill, dropped, names: () => dropped.map(([name]) => name) };
}

describe('room', () => {
  it('is there up to the last byte', () => {
    for (const whenFull of ['drop-newest', 'drop-oldest'] as const) {
      const { room, lane, fill, dropped } = setUp(3 * EACH, whenFull);
      const a = lane('a');
      fill(a, 2);

      assert.equal(room.make(a, EACH), true);
      assert.deepEqual(dropped, []);
      assert.equal(room.make(a, EACH + 1), whenFull === 'drop-oldest');
    }
  });

  it('comes from the failing lane that holds most', () => {
    const { room, lane, fill, names } = setUp(10 * EACH, 'drop-newest');
    const good = lane('good');
    fill(lane('small', true), 4);
    fill(lane('large', true), 6);

    assert.equal(room.make(good, EACH), true);

    assert.deepEqual(names(), ['large']);
  });

  it('does not come from a lane that gets answers', () => {
    const { room, lane, fill, dropped } = setUp(10 * EACH, 'drop-newest');
    const good = lane('good');
    fill(lane('busy'), 10);

    assert.equal(room.make(good, EACH), false);
    assert.deepEqual(dropped, []);
  });

  it('does not come from one failing lane for another', () => {
    const { room, lane, fill, dropped } = setUp(10 * EACH, 'drop-newest');
    const bad = lane('bad', true);
    fill(lane('worse', true), 10);

    assert.equal(room.make(bad, EACH), false);
    assert.deepEqual(dropped, []);
  });

  it('drops nothing where it would not be enough', () => {
    const { room, lane, fill, dropped } = setUp(10 * EACH, 'drop-newest');
    const good = lane('good');
    fill(lane('bad', true), 6);
    fill(lane('busy'), 4);

    assert.equal(room.make(good, 2 * EACH), false);
    assert.deepEqual(dropped, []);
  });

  it('is found with one look at all lanes for a whole run of old events', () => {
    const { room, lanes, lane, fill, names } = setUp(1_000 * EACH, 'drop-oldest');
    const [a, b] = [lane('a'), lane('b')];
    fill(a, 500);
    fill(b, 500);

    for (let made = 0; made < 1_000; made++) {
      assert.equal(room.make(b, EACH), true);
      fill(b, 1);
    }

    assert.deepEqual(new Set(names().slice(0, 500)), new Set(['a']));
    assert.deepEqual(new Set(names().slice(500)), new Set(['b']));
    assert.ok(lanes.looks <= 4, `${lanes.looks} looks`);
  });
});
