import { EVENT_OVERHEAD_BYTES } from '../../events/limits.js';
import type { Observer } from '../../local-server/open.js';

export interface ReceivedEvent {
  readonly time: number;
  readonly message: string;
}

/** Counts what arrived by the numbers that the shop gives its records, so that missing and duplicate records show. */
export interface ReceivedEvents {
  readonly observer: Observer;
  /** Distinct records. */
  readonly count: number;
  /** Bytes of all events, as CloudWatch Logs bills them. */
  readonly bytes: number;
  /** Records that arrived more than once. */
  readonly copies: number;
  /** Broken rules of the service, and events that it rejected. */
  readonly problems: number;
  /** The first events, in order. */
  readonly first: readonly ReceivedEvent[];
  /** Called for each event when it arrives. */
  onEvent: ((event: ReceivedEvent) => void) | undefined;
}

/** Later events are only counted. */
const MAX_FIRST = 100;

export function createReceivedEvents(): ReceivedEvents {
  const numbers = new Set<number>();
  const first: ReceivedEvent[] = [];
  let copies = 0;
  let bytes = 0;
  let problems = 0;

  const received: ReceivedEvents = {
    observer: {
      stored(_stream, events) {
        for (const { timestamp, message } of events) {
          bytes += Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES;
          const { attributes }: { attributes: { seq?: number } } = JSON.parse(message);
          // A loss notice has no number: the shop did not log it.
          if (attributes.seq === undefined) continue;
          if (numbers.has(attributes.seq)) copies += 1;
          numbers.add(attributes.seq);
          const event = { time: timestamp, message };
          if (first.length < MAX_FIRST) first.push(event);
          received.onEvent?.(event);
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
    onEvent: undefined,
  };
  return received;
}
