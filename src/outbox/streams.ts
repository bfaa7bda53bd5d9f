import { keyOf } from '../events/destination.js';
import type { Destination } from '../events/model.js';
import type { Totals } from './held-counts.js';
import { StreamQueue } from './stream-queue.js';

/** The queues of an outbox, one for each pair of names. */
export interface Streams {
  /** Creates a queue if there is none. */
  of(destination: Destination): StreamQueue;
  find(destination: Destination): StreamQueue | undefined;
  all(): Iterable<StreamQueue>;
  delete(stream: StreamQueue): void;
  clear(): void;
  /** No event of any stream has an arrival before this. */
  oldestArrival(): number;
  readonly size: number;
}

export function createStreams(totals: Totals): Streams {
  const streams = new Map<string, StreamQueue>();
  /** Avoids building the key for each call. */
  let cached = new WeakMap<Destination, StreamQueue>();

  function find(destination: Destination): StreamQueue | undefined {
    const known = cached.get(destination) ?? streams.get(keyOf(destination));
    if (known !== undefined) cached.set(destination, known);
    return known;
  }

  return {
    find,
    of(destination) {
      let stream = find(destination);
      if (stream === undefined) {
        stream = new StreamQueue(destination, totals);
        streams.set(keyOf(destination), stream);
        cached.set(destination, stream);
      }
      return stream;
    },
    all: () => streams.values(),
    delete({ destination }) {
      streams.delete(keyOf(destination));
      // Other objects may have the same names.
      cached = new WeakMap();
    },
    clear() {
      streams.clear();
      cached = new WeakMap();
    },
    oldestArrival() {
      let oldest = Infinity;
      for (const stream of streams.values()) oldest = Math.min(oldest, stream.oldestArrival);
      return oldest;
    },
    get size() {
      return streams.size;
    },
  };
}
