import assert from 'node:assert/strict';
import type { Destination, EventBlock } from '../../src/events/model.js';
import { ARRIVAL_STEP, type Arrivals } from '../../src/outbox/journal/arrivals.js';
import type {
  Journal,
  JournalEntry,
  JournalListener,
  RowAck,
  StoredRow,
} from '../../src/outbox/journal/journal.js';
import { bareBlock } from './events.js';

interface DiskRow {
  readonly destination: Destination;
  readonly timestamps: readonly number[];
  readonly sizes: readonly number[];
  readonly answered: Set<number>;
}

type Request =
  | { readonly kind: 'append'; readonly entry: JournalEntry }
  | { readonly kind: 'ack'; readonly acks: readonly RowAck[] }
  | {
      readonly kind: 'read';
      readonly destination: Destination;
      readonly after: number;
      readonly upTo: number;
      readonly most: 'row' | 'piece';
    }
  | {
      readonly kind: 'recover';
      readonly destination: Destination;
      readonly firstId: number;
      readonly rows: number;
    };

/** A journal that runs requests in order, when the test says so. */
export class FakeJournal implements Journal {
  readonly rows = new Map<number, DiskRow>();
  /** Requested and not done. */
  waiting: Request[] = [];
  /** What it does with a block. */
  mode: 'works' | 'full' | 'fails' = 'works';
  isThere = true;
  bytes = 0;
  closed = false;
  readonly failings: [string, boolean][] = [];
  #listener: JournalListener | undefined;
  readonly #arrivals: Arrivals;

  constructor(arrivals: Arrivals) {
    this.#arrivals = arrivals;
  }

  get listener(): JournalListener {
    assert.ok(this.#listener !== undefined);
    return this.#listener;
  }

  append(entry: JournalEntry): boolean {
    entry.block.arrival = this.#arrivals.reserve(1);
    this.waiting.push({ kind: 'append', entry });
    return true;
  }

  ack(acks: readonly RowAck[]): void {
    this.waiting.push({ kind: 'ack', acks });
  }

  read(destination: Destination, after: number, upTo: number, most: 'row' | 'piece'): void {
    this.waiting.push({ kind: 'read', destination, after, upTo, most });
  }

  isUp(): boolean {
    return this.isThere;
  }

  failing({ logStreamName }: Destination, isFailing: boolean): void {
    this.failings.push([logStreamName, isFailing]);
  }

  searched = (): undefined => undefined;

  storeNow(): void {
    this.work();
  }

  /** Completes the requests so far; the rest is not done. */
  close(): Promise<void> {
    this.closed = true;
    this.work();
    return Promise.resolve();
  }

  subscribe(listener: JournalListener): void {
    this.#listener = listener;
  }

  /** Rows of two events each that another process left. */
  recover(destination: Destination, rows: number): void {
    this.waiting.push({ kind: 'recover', destination, firstId: this.#arrivals.reserve(rows), rows });
  }

  /** Runs up to this many requests; while it is down, it only reports that it stores nothing. */
  work(most = Infinity): void {
    if (!this.isThere) {
      const entries = this.waiting.flatMap((one) => (one.kind === 'append' ? [one.entry] : []));
      this.waiting = this.waiting.filter(({ kind }) => kind === 'ack');
      const why = { failure: 'it is down', maybeStored: false };
      for (const { done } of entries) done(why);
      return;
    }
    for (let done = 0; done < most && this.waiting.length > 0; done++) this.#do(this.waiting.shift()!);
  }

  /** A row is removed to make room, or because it is damaged. */
  drop(id: number, reason: 'outbox_full' | 'damaged' = 'outbox_full'): void {
    // Answers that it has received come first.
    for (const request of this.waiting) if (request.kind === 'ack') this.#ack(request.acks);
    this.waiting = this.waiting.filter(({ kind }) => kind !== 'ack');
    const row = this.rows.get(id);
    if (row === undefined) return;
    this.rows.delete(id);
    this.listener.dropped(row.destination, id, timesOf(row), reason);
  }

  /** The file was removed. */
  lose(): void {
    this.rows.clear();
    this.listener.lost();
  }

  /** The thread ends; requests in flight have no answer, and may have been done or not. */
  die(wasDone: boolean): void {
    this.isThere = false;
    const requests = this.waiting;
    this.waiting = requests.filter(({ kind }) => kind === 'ack');
    for (const request of requests) {
      if (request.kind === 'append' && wasDone) this.#store(request.entry);
    }
    for (const request of requests) {
      if (request.kind === 'append') {
        request.entry.done({ failure: 'it died', maybeStored: true });
      }
      if (request.kind === 'read') this.listener.notRead(request.destination);
    }
  }

  comeBack(): void {
    this.isThere = true;
    this.listener.returned();
  }

  #do(request: Request): void {
    switch (request.kind) {
      case 'append':
        return this.#append(request.entry);
      case 'ack':
        return this.#ack(request.acks);
      case 'recover':
        return this.#recover(request);
      case 'read':
        return this.#read(request);
    }
  }

  #append(entry: JournalEntry): void {
    if (this.closed) {
      entry.done({ failure: 'it is closed', maybeStored: false });
    } else if (this.mode === 'works') {
      this.#store(entry);
      entry.done('stored');
    } else {
      const failure = { failure: 'it fails', maybeStored: false };
      entry.done(this.mode === 'full' ? 'full' : failure);
    }
  }

  #store({ destination, block }: JournalEntry): void {
    const { arrival, timestamps, sizes } = block;
    this.rows.set(arrival, {
      destination,
      timestamps: [...timestamps],
      sizes: [...sizes],
      answered: new Set(),
    });
  }

  #ack(acks: readonly RowAck[]): void {
    for (const { id, events } of acks) {
      const row = this.rows.get(id);
      if (row === undefined) continue;
      if (events === 'all') {
        this.rows.delete(id);
        continue;
      }
      for (const [first, count] of events) {
        for (let index = first; index < first + count; index++) row.answered.add(index);
      }
      assert.ok(row.answered.size < row.timestamps.length, 'the last events of a row take it along');
    }
  }

  #recover({ destination, firstId, rows }: Extract<Request, { kind: 'recover' }>): void {
    for (let row = 0; row < rows; row++) {
      this.rows.set(firstId + row * ARRIVAL_STEP, {
        destination,
        timestamps: [1, 1],
        sizes: [100, 100],
        answered: new Set(),
      });
    }
    const last = firstId + (rows - 1) * ARRIVAL_STEP;
    this.listener.recovered([
      { destination, entity: undefined, rows, events: 2 * rows, first: firstId, last },
    ]);
  }

  #read({ destination, after, upTo, most }: Extract<Request, { kind: 'read' }>): void {
    const found = [...this.rows]
      .filter(([id, row]) => row.destination === destination && id > after && id <= upTo)
      .toSorted(([a], [b]) => a - b);
    const given = found.slice(0, most === 'row' ? 1 : 3);
    const isAll = given.length === found.length;
    const rows = given.map(([id, row]) => storedRow(id, row));
    this.listener.read(destination, rows, isAll ? upTo : given.at(-1)![0]);
  }
}

function storedRow(id: number, { timestamps, sizes, answered }: DiskRow): StoredRow {
  const block: EventBlock = bareBlock(timestamps, sizes);
  Object.assign(block, { isStored: true, remaining: timestamps.length - answered.size });
  const events = Array.from(timestamps.keys())
    .filter((index) => !answered.has(index))
    .map((index) => ({ block, from: index, to: index + 1 }));
  return { id, events };
}

function timesOf({ timestamps, answered }: DiskRow): number[] {
  return timestamps.filter((_, index) => !answered.has(index));
}
