import assert from 'node:assert/strict';
import { countOf, wholeOf } from '../../src/events/runs.js';
import type { Destination, EventBlock } from '../../src/events/model.js';
import type { WhenFull } from '../../src/options/options.js';
import { createAdmission } from '../../src/outbox/admission.js';
import { ARRIVAL_STEP } from '../../src/outbox/journal/arrivals.js';
import { memoryBytesOf } from '../../src/outbox/memory-bytes.js';
import { StreamQueue } from '../../src/outbox/stream-queue.js';
import { bareBlock, destination } from '../helpers/events.js';

/** Streams that count how often all of them are searched. */
class WatchedStreams {
  searches = 0;
  readonly streams = new Map<Destination, StreamQueue>();

  all(): Iterable<StreamQueue> {
    this.searches++;
    return this.streams.values();
  }

  get size(): number {
    return this.streams.size;
  }
}

/** Bytes of a block with one event. */
const ONE = memoryBytesOf(wholeOf(bareBlock([1])));

function setUp(maxBytes: number, whenFull: WhenFull) {
  const streams = new WatchedStreams();
  const totals = { events: 0, bytes: 0, volatileBytes: 0 };
  let arrival = 0;
  const admission = createAdmission(
    { streams, usedBytes: () => totals.volatileBytes, nextArrival: () => arrival + ARRIVAL_STEP },
    { maxBytes, whenFull },
  );
  return {
    admission,
    streams,
    totals,
    stream(name: string, failing = false): StreamQueue {
      const made = new StreamQueue(destination(name), totals);
      made.failing = failing;
      streams.streams.set(made.destination, made);
      return made;
    },
    block(events = 1): EventBlock {
      const block = bareBlock(Array.from({ length: events }, () => 1));
      block.arrival = arrival += ARRIVAL_STEP;
      return block;
    },
  };
}

describe('admission', () => {
  it('adds a block that fits, and drops nothing', () => {
    const { admission, stream, block, totals } = setUp(2 * ONE, 'drop-newest');
    const a = stream('a');

    for (const one of [block(), block()]) {
      assert.deepEqual(admission.admit(a, one), { refused: 0, dropped: new Map() });
    }

    assert.deepEqual([totals.events, totals.volatileBytes], [2, 2 * ONE]);
  });

  it('adds the events of a block that fit alone, and refuses the rest', () => {
    const { admission, stream, block, totals } = setUp(2 * ONE, 'drop-newest');
    const a = stream('a');
    admission.admit(a, block());
    const large = block(1_000);

    const { refused, dropped } = admission.admit(a, large);

    assert.ok(refused > 0 && refused < 1_000);
    assert.deepEqual(dropped.get(a), [{ block: large, from: 1_000 - refused, to: 1_000 }]);
    assert.equal(totals.events, 1 + 1_000 - refused);
    assert.ok(totals.volatileBytes <= 2 * ONE);
  });

  it('names what other streams lost for it', () => {
    const { admission, stream, block } = setUp(2 * ONE, 'drop-oldest');
    const [a, b] = [stream('a'), stream('b')];
    const old = block();
    admission.admit(a, old);
    admission.admit(b, block());

    assert.deepEqual(admission.admit(b, block()), { refused: 0, dropped: new Map([[a, [wholeOf(old)]]]) });
  });

  it('searches all streams for the oldest event again when older ones came back', () => {
    const { admission, stream, block } = setUp(3 * ONE, 'drop-oldest');
    const [a, b] = [stream('a'), stream('b')];
    const older = block();
    admission.admit(b, block());
    admission.admit(b, block());
    admission.admit(b, block());
    admission.admit(b, block());
    a.push(wholeOf(older));
    admission.changed();

    const { dropped } = admission.admit(b, block());

    assert.deepEqual(dropped.get(a), [wholeOf(older)]);
  });

  it('finds a whole run of old events with one search of all streams', () => {
    const { admission, stream, block, streams } = setUp(1_000 * ONE, 'drop-oldest');
    const [a, b] = [stream('a'), stream('b')];
    for (const to of [a, b]) for (let added = 0; added < 500; added++) admission.admit(to, block());

    const lost: string[] = [];
    for (let added = 0; added < 1_000; added++) {
      for (const [from, events] of admission.admit(b, block()).dropped) {
        lost.push(...Array.from({ length: countOf(events) }, () => from.destination.logStreamName));
      }
    }

    assert.deepEqual(lost, [...Array<string>(500).fill('a'), ...Array<string>(500).fill('b')]);
    assert.ok(streams.searches <= 4, `${streams.searches} searches`);
  });
});
