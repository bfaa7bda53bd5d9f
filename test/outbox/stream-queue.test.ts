import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { EventBlock, EventRun } from '../../src/events/model.js';
import { countOf, wholeOf } from '../../src/events/runs.js';
import { ARRIVAL_STEP } from '../../src/outbox/journal/arrivals.js';
import { memoryBytesOf } from '../../src/outbox/memory-bytes.js';
import { StreamQueue } from '../../src/outbox/stream-queue.js';
import { bareBlock, destination } from '../helpers/events.js';
import { ALL, arrivalsOf, createStream, most, rowOf } from '../helpers/stream.js';

describe('stream-queue', () => {
  it('hands out events in memory, stored or not, in the order of arrival', () => {
    const { queue, volatile, stored } = createStream();
    const blocks = [stored(2), volatile(1), volatile(2), stored(1), volatile(1)];

    const batches: EventRun[][] = [];
    while (queue.hasWaiting) batches.push([...queue.takeBatch(ALL)]);

    assert.deepEqual(batches.flat(), blocks.map(wholeOf));
    assert.deepEqual(
      batches.map((batch) => batch.length),
      [1, 2, 1, 1],
    );
    assert.equal(queue.isEmpty, false);
    queue.ack(batches.flat());
    assert.equal(queue.isEmpty, true);
  });

  it('is not empty while events are on their way to the disk', () => {
    const { queue } = createStream();

    queue.pending = 2;

    assert.deepEqual([queue.isEmpty, queue.hasWaiting, queue.storedEvents], [false, false, 2]);
  });

  it('is idle when it is empty and no rows of it are being read', () => {
    const { queue } = createStream();
    assert.equal(queue.isIdle, true);

    queue.rows.isLoading = true;

    assert.deepEqual([queue.isEmpty, queue.isIdle], [true, false]);
  });

  it('gives what it is asked to let go of once, and nothing that it never handed out', () => {
    const { queue, totals, volatile } = createStream();
    const [handedOut, waiting] = [volatile(2), volatile(1)];
    const batch = queue.takeBatch(most(2));

    assert.deepEqual(queue.ack([...batch, wholeOf(waiting)]), [wholeOf(handedOut)]);
    assert.deepEqual(queue.ack(batch), []);
    queue.nack(batch);

    assert.deepEqual(queue.takeBatch(ALL), [wholeOf(waiting)]);
    assert.equal(totals.events, 1);
  });

  it('has at hand what is handed out, what waits before a row on the disk alone, and what no disk has', () => {
    const { queue, stored, volatile } = createStream();
    const before = [stored(2), stored(1), volatile(1), stored(1)];
    stored(1, false);
    stored(1, false);
    const after = volatile(2);
    stored(1, false);
    queue.takeBatch(most(1));

    assert.deepEqual(arrivalsOf(queue.runsAtHand()), arrivalsOf([...before, after].map(wholeOf)));
  });

  it('has a batch while an event waits or is handed out', () => {
    const { queue, volatile, stored } = createStream();
    stored(1, false);
    volatile();
    assert.equal(queue.hasBatch, false);

    const other = createStream();
    other.volatile();
    assert.equal(other.queue.hasBatch, true);
    const batch = other.queue.takeBatch(ALL);
    assert.equal(other.queue.hasBatch, true);
    other.queue.ack(batch);
    assert.equal(other.queue.hasBatch, false);
  });

  describe('what the disk loses', () => {
    it('can be a block: waiting events leave with it, events in flight stay in memory alone', () => {
      const { queue, totals, stored, volatile } = createStream();
      const [block, next] = [stored(3), volatile(1)];
      const batch = queue.takeBatch(most(1));

      assert.deepEqual(queue.dropBlock(block), [{ block, from: 1, to: 3 }]);

      assert.equal(block.isStored, false);
      assert.deepEqual([totals.events, queue.storedEvents], [2, 0]);
      assert.equal(queue.volatileBytes, memoryBytesOf(batch[0]!) + memoryBytesOf(wholeOf(next)));
      queue.nack(batch);
      assert.deepEqual(arrivalsOf(queue.takeBatch(ALL)), [block.arrival, next.arrival]);
    });

    it('can be all rows: events in memory stay, in their order, and are there alone', () => {
      const { queue, totals, stored, volatile } = createStream();
      const [taken, first, second, third] = [stored(2), stored(1), volatile(1), stored(1)];
      stored(4, false);
      const last = volatile(1);
      const batch = queue.takeBatch(most(2));

      assert.equal(queue.dropDisk(), 4);

      const kept = [taken, first, second, third, last];
      assert.deepEqual([totals.events, queue.storedEvents, queue.rows.isEmpty], [6, 0, true]);
      assert.deepEqual([queue.volatileBytes, totals.volatileBytes], [queue.bytes, totals.bytes]);
      assert.ok(kept.every(({ isStored }) => !isStored));
      queue.nack(batch);
      assert.deepEqual(queue.takeBatch(ALL), kept.map(wholeOf));
    });
  });

  it('puts events without an answer back before the others, also if the disk lost some of them', () => {
    const { queue, stored, volatile } = createStream();
    const blocks = [stored(1), stored(1), stored(1)];
    volatile(1);
    const batch = queue.takeBatch(ALL);
    queue.dropBlock(blocks[1]!);

    queue.nack(batch);

    const taken: EventRun[] = [];
    while (queue.hasWaiting) taken.push(...queue.takeBatch(ALL));
    assert.deepEqual(taken.slice(0, 3), blocks.map(wholeOf));
    assert.equal(taken.length, 4);
  });

  it('drops the oldest and the newest of the events in memory alone, and no other', () => {
    const { queue, totals, stored, volatile } = createStream();
    stored(1);
    const first = volatile(2);
    stored(1);
    const last = volatile(2);
    assert.equal(queue.volatileArrival, first.arrival);

    assert.deepEqual(queue.shiftVolatile(), { block: first, from: 0, to: 1 });
    assert.deepEqual(queue.popVolatile(), { block: last, from: 1, to: 2 });
    assert.equal(queue.volatileArrival, first.arrival + 1);
    queue.popVolatile();
    assert.deepEqual(queue.popVolatile(), { block: first, from: 1, to: 2 });

    assert.deepEqual(
      [queue.popVolatile(), queue.shiftVolatile(), queue.volatileArrival],
      [undefined, undefined, Infinity],
    );
    assert.deepEqual([totals.volatileBytes, queue.volatileBytes, totals.events], [0, 0, 2]);
  });
});

// ---- any sequence of calls

type Place = 'waiting' | 'taken' | 'gone';

/** The events of a block that a queue should hold. */
interface ModelBlock {
  readonly arrival: number;
  readonly places: Place[];
  /** It is on the disk. */
  isStored: boolean;
  /** Undefined if it is on the disk alone. */
  inMemory: EventBlock | undefined;
}

const command = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('push'), count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('store'), count: fc.integer({ min: 1, max: 4 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('storeOnDisk'), count: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('recover'), count: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('take'), count: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('ack'), count: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('nack'), count: fc.constant(0) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('startRead'), count: fc.constant(0) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('endRead'), count: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('unload'), count: fc.constant(0) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('shift'), count: fc.constant(0) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pop'), count: fc.constant(0) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('loseRow'), count: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('loseFile'), count: fc.nat(9) }) },
);

/** A queue, and a list of blocks that it should hold. */
class Model {
  readonly totals = { events: 0, bytes: 0, volatileBytes: 0 };
  readonly queue = new StreamQueue(destination(), this.totals);
  readonly blocks: ModelBlock[] = [];
  #arrival = 0;
  #reading: { readonly after: number; readonly last: number } | undefined;
  #taken: readonly EventRun[] = [];

  run(kind: string, count: number): void {
    switch (kind) {
      case 'push':
        return this.#add(count, false, true);
      case 'store':
        return this.#add(count, true, this.queue.endsInMemory);
      case 'storeOnDisk':
        return this.#add(count, true, false);
      case 'recover':
        return this.#recover(count);
      case 'take':
        // A stream has one batch in flight.
        return this.#taken.length > 0 ? undefined : this.#take(count);
      case 'ack':
        return this.#ack(count);
      case 'nack':
        return this.#nack();
      case 'startRead':
        return this.#startRead();
      case 'endRead':
        return this.#endRead(count);
      case 'unload':
        return this.#unload();
      case 'shift':
        return this.#drop('shiftVolatile');
      case 'pop':
        return this.#drop('popVolatile');
      case 'loseRow':
        return this.#loseRow(count);
      default:
        return count === 0 ? this.#loseFile() : undefined;
    }
  }

  /** Takes all events that are left, as an outbox does. */
  drain(): number[] {
    if (this.#taken.length > 0) this.#nack();
    const arrivals: number[] = [];
    while (!this.queue.isEmpty) {
      if (this.queue.hasWaiting) {
        const batch = this.queue.takeBatch(ALL);
        arrivals.push(...arrivalsOf(batch));
        this.queue.ack(batch);
      } else {
        const { next } = this.queue.rows;
        assert.ok(next !== undefined, 'what cannot be taken can be read');
        this.#startRead();
        this.#endRead(1e6);
      }
    }
    return arrivals;
  }

  expected(): number[] {
    return arrivalsLeftIn(this.blocks);
  }

  check(): void {
    const { queue, totals } = this;
    const left = this.blocks.filter(({ places }) => places.some((place) => place !== 'gone'));
    const oldest = left.find(({ places }) => places.includes('waiting'));
    assert.equal(queue.hasWaiting, oldest?.inMemory !== undefined);
    assert.equal(queue.isEmpty, left.length === 0);
    assert.equal(totals.events, this.expected().length);
    const held = left.filter(({ inMemory }) => inMemory !== undefined);
    assert.deepEqual([queue.bytes, totals.bytes], Array(2).fill(bytesOf(held)));
    const volatile = held.filter(({ isStored }) => !isStored);
    assert.deepEqual([queue.volatileBytes, totals.volatileBytes], Array(2).fill(bytesOf(volatile)));
    assert.equal(queue.storedEvents, totals.events - countOf(queue.volatileRuns()));
    assert.equal(countOf(queue.volatileRuns()), volatile.flatMap(leftIn).length);
    const gap = left.findIndex(({ inMemory }) => inMemory === undefined);
    const atHand = left.filter(({ isStored }, at) => gap < 0 || at < gap || !isStored);
    assert.deepEqual(
      arrivalsOf(queue.runsAtHand()).toSorted((a, b) => a - b),
      arrivalsLeftIn(atHand),
    );
    assert.equal(
      queue.volatileArrival,
      volatile.flatMap(({ arrival, places }) => {
        const first = places.indexOf('waiting');
        return first < 0 ? [] : [arrival + first];
      })[0] ?? Infinity,
    );
    assert.equal(
      queue.rows.isEmpty,
      left.every(({ inMemory }) => inMemory !== undefined),
    );
    assert.ok(queue.oldestArrival <= (this.expected()[0] ?? Infinity));
    if (left.length === 0) assert.equal(queue.oldestArrival, Infinity);
  }

  #nextArrival(): number {
    return (this.#arrival += ARRIVAL_STEP);
  }

  #add(count: number, isStored: boolean, keeps: boolean): void {
    const block = bareBlock(Array.from({ length: count }, () => 1));
    Object.assign(block, { arrival: this.#nextArrival(), isStored });
    if (!isStored) this.queue.push(wholeOf(block));
    else if (keeps) this.queue.pushStored(block);
    else this.queue.rows.pushBlock(block);
    this.blocks.push({
      arrival: block.arrival,
      places: Array.from({ length: count }, () => 'waiting'),
      isStored,
      inMemory: keeps ? block : undefined,
    });
  }

  #recover(rows: number): void {
    const first = this.#arrival + ARRIVAL_STEP;
    for (let row = 0; row < rows; row++) {
      const places: Place[] = ['gone', 'waiting', 'waiting'];
      this.blocks.push({ arrival: this.#nextArrival(), places, isStored: true, inMemory: undefined });
    }
    this.queue.rows.push({ first, last: this.#arrival, rows, events: 2 * rows });
  }

  #take(count: number): void {
    this.#taken = this.queue.takeBatch(most(count));
    const waiting = this.blocks.flatMap(({ arrival, places, inMemory }) =>
      [...places.keys()]
        .filter((index) => places[index] === 'waiting')
        .map((index) => ({ arrival: arrival + index, inMemory })),
    );
    const end = waiting.findIndex(({ inMemory }) => inMemory === undefined);
    const inMemory = waiting.slice(0, end < 0 ? undefined : end).map(({ arrival }) => arrival);
    const taken = arrivalsOf(this.#taken);
    assert.deepEqual(taken, inMemory.slice(0, taken.length));
    assert.ok(taken.length > 0 || inMemory.length === 0);
    assert.ok(taken.length <= count);
    this.#setPlaces(this.#taken, 'taken');
  }

  #ack(count: number): void {
    const events = this.#taken.flatMap(({ block, from, to }) =>
      Array.from({ length: to - from }, (_, index) => ({ block, from: from + index, to: from + index + 1 })),
    );
    // Not only the first ones: each half of a batch has its own answer.
    const acked = events.filter((_, index) => index % 2 === count % 2).slice(0, count);
    const left = events.filter((event) => !acked.includes(event));
    assert.deepEqual(arrivalsOf(this.queue.ack(acked)), arrivalsOf(acked));
    for (const { block } of acked) block.remaining--;
    this.#setPlaces(acked, 'gone');
    this.#taken = left;
  }

  #nack(): void {
    this.queue.nack(this.#taken);
    this.#setPlaces(this.#taken, 'waiting');
    this.#taken = [];
  }

  #startRead(): void {
    const { next } = this.queue.rows;
    if (this.queue.rows.isLoading || next === undefined) return;
    this.queue.rows.isLoading = true;
    this.#reading = { after: next.after, last: next.last };
  }

  /** A read returns all rows of the range, in memory or not. */
  #endRead(count: number): void {
    const reading = this.#reading;
    if (reading === undefined) return;
    this.#reading = undefined;
    const rows = this.blocks.filter(
      ({ arrival, isStored, places }) =>
        isStored &&
        arrival > reading.after &&
        arrival <= reading.last &&
        places.some((one) => one !== 'gone'),
    );
    const found = rows.slice(0, count);
    for (const one of found) {
      const gone = [...one.places.keys()].filter((index) => one.places[index] === 'gone');
      const row = rowOf(
        { arrival: one.arrival, ends: new Uint32Array(one.places.length) } as EventBlock,
        gone,
      );
      const wasOnDisk = one.inMemory === undefined;
      const isTaken = this.queue.rows.load(row);
      assert.ok(!isTaken || wasOnDisk, 'no row comes twice');
      if (isTaken) one.inMemory = row.events[0]!.block;
    }
    this.queue.rows.endLoad(found.length < rows.length ? found.at(-1)!.arrival : reading.last);
    this.queue.rows.isLoading = false;
  }

  #unload(): void {
    const block = this.queue.rows.unload();
    if (block === undefined) return;
    const one = this.blocks.find(({ inMemory }) => inMemory === block)!;
    const first = this.blocks.find(({ places }) => places.includes('waiting'));
    assert.ok(one.isStored && one !== first && !one.places.includes('taken'));
    one.inMemory = undefined;
  }

  #drop(how: 'shiftVolatile' | 'popVolatile'): void {
    const run = this.queue[how]();
    const waiting = this.blocks
      .filter(({ isStored }) => !isStored)
      .flatMap(({ arrival, places }) =>
        [...places.keys()].filter((index) => places[index] === 'waiting').map((index) => arrival + index),
      );
    const expected = how === 'shiftVolatile' ? waiting[0] : waiting.at(-1);
    assert.deepEqual(run === undefined ? [] : arrivalsOf([run]), expected === undefined ? [] : [expected]);
    if (run === undefined) return;
    run.block.remaining--;
    this.#setPlaces([run], 'gone');
  }

  #loseRow(at: number): void {
    const stored = this.blocks.filter(({ isStored, places }) => isStored && leftIn({ places }).length > 0);
    const one = stored[at % stored.length];
    if (one === undefined) return;
    const { inMemory, places, arrival } = one;
    if (inMemory === undefined) {
      assert.equal(this.queue.rows.drop(arrival, leftIn(one).length), true);
      places.fill('gone');
    } else {
      const dropped = this.queue.dropBlock(inMemory);
      assert.equal(countOf(dropped), places.filter((place) => place === 'waiting').length);
      inMemory.remaining -= countOf(dropped);
      this.#setPlaces(dropped, 'gone');
    }
    one.isStored = false;
  }

  #loseFile(): void {
    const onDisk = this.blocks.filter(({ inMemory }) => inMemory === undefined);
    assert.equal(this.queue.dropDisk(), onDisk.flatMap(leftIn).length);
    for (const { places } of onDisk) places.fill('gone');
    for (const one of this.blocks) one.isStored = false;
  }

  #setPlaces(runs: readonly EventRun[], place: Place): void {
    for (const arrival of arrivalsOf(runs)) {
      const one = this.blocks.findLast((candidate) => candidate.arrival <= arrival)!;
      one.places[arrival - one.arrival] = place;
    }
  }
}

function arrivalsLeftIn(blocks: readonly ModelBlock[]): number[] {
  return blocks.flatMap(({ arrival, places }) =>
    [...places.keys()].filter((index) => places[index] !== 'gone').map((index) => arrival + index),
  );
}

function leftIn({ places }: Pick<ModelBlock, 'places'>): Place[] {
  return places.filter((place) => place !== 'gone');
}

function bytesOf(blocks: readonly ModelBlock[]): number {
  return blocks.reduce(
    (sum, { places, inMemory }) =>
      [...places.keys()]
        .filter((index) => places[index] !== 'gone')
        .reduce((all, index) => all + memoryBytesOf({ block: inMemory!, from: index, to: index + 1 }), sum),
    0,
  );
}

describe('stream-queue, for any sequence of calls', () => {
  it('holds each event once, hands all out in the order of arrival, and counts them', () => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 60 }), (commands) => {
        const model = new Model();
        for (const { kind, count } of commands) {
          model.run(kind, count);
          model.check();
        }
        const expected = model.expected();
        assert.deepEqual(model.drain(), expected);
        assert.deepEqual(model.totals, { events: 0, bytes: 0, volatileBytes: 0 });
      }),
      { numRuns: 2_000 },
    );
  });
});
