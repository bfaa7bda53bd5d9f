import { keyOf } from '../events/destination.js';
import type { Destination } from '../events/model.js';
import type { Totals } from './stream-counts.js';
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

  return {
    of(destination) {
      const key = keyOf(destination);
      let stream = streams.get(key);
      if (stream === undefined) {
        stream = new StreamQueue(destination, totals);
        streams.set(key, stream);
      }
      return stream;
    },
    find: (destination) => streams.get(keyOf(destination)),
    all: () => streams.values(),
    delete: ({ destination }) => void streams.delete(keyOf(destination)),
    clear: () => streams.clear(),
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
