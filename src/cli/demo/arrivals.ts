import { EVENT_OVERHEAD_BYTES } from '../../events/limits.js';
import type { Observer } from '../../local-server/observer.js';

export interface Arrival {
  readonly time: number;
  readonly message: string;
}

/** Counts what arrived by the numbers that the shop gave its records: what is missing or came twice shows. */
export interface Arrivals {
  readonly observer: Observer;
  /** Different records. */
  readonly count: number;
  /** Bytes of all events as CloudWatch Logs bills them. */
  readonly bytes: number;
  /** Records that came more than once. */
  readonly copies: number;
  /** Rules of the service that were broken, and events that it refused. */
  readonly problems: number;
  /** The first ones, in order. */
  readonly first: readonly Arrival[];
  /** Called for each as it arrives. */
  onArrival: ((arrival: Arrival) => void) | undefined;
}

/** More are never looked at again. */
const MAX_FIRST = 100;

export function createArrivals(): Arrivals {
  const numbers = new Set<number>();
  const first: Arrival[] = [];
  let copies = 0;
  let bytes = 0;
  let problems = 0;

  const arrivals: Arrivals = {
    observer: {
      stored(_stream, events) {
        for (const { timestamp, message } of events) {
          bytes += Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES;
          const { attributes }: { attributes: { seq?: number } } = JSON.parse(message);
          // A loss notice has none: it is nothing that the shop has logged.
          if (attributes.seq === undefined) continue;
          if (numbers.has(attributes.seq)) copies += 1;
          numbers.add(attributes.seq);
          const arrival = { time: timestamp, message };
          if (first.length < MAX_FIRST) first.push(arrival);
          arrivals.onArrival?.(arrival);
        }
      },
      rejected: (_stream, _reason, events) => void (problems += events.length),
      violated: () => void (problems += 1),
    },
    get count() {
      return numbers.size;
    },
    get bytes() {
      return bytes;
    },
    get copies() {
      return copies;
    },
    get problems() {
      return problems;
    },
    first,
    onArrival: undefined,
  };
  return arrivals;
}
