import { append, wholeOf } from '../events/runs.js';
import type { EventBlock, EventRun } from '../events/model.js';
import type { WhenFull } from '../options/options.js';
import { makeRoom, type Store } from './journal/fullness.js';
import { memoryBytesOf } from './memory-bytes.js';
import type { StreamQueue } from './stream-queue.js';
import type { Streams } from './streams.js';

export interface AdmissionParts {
  readonly streams: Pick<Streams, 'all' | 'size'>;
  /** Bytes of events that are in memory alone. */
  readonly usedBytes: () => number;
  /** The arrival of the next event. */
  readonly nextArrival: () => number;
}

export interface AdmissionSettings {
  readonly maxBytes: number;
  readonly whenFull: WhenFull;
}

export interface Admitted {
  /** How many of the events are refused. */
  readonly refused: number;
  /** Events that are lost, by stream: the refused ones, and older ones that made room. */
  readonly dropped: ReadonlyMap<StreamQueue, readonly EventRun[]>;
}

/** Admits events to memory, as many as fit. */
export interface Admission {
  /** Adds the events of a block to its stream. */
  admit(stream: StreamQueue, block: EventBlock): Admitted;
  /** Older events have come back into a stream, or a stream was removed. */
  changed(): void;
}

export function createAdmission(parts: AdmissionParts, { maxBytes, whenFull }: AdmissionSettings): Admission {
  const { streams, usedBytes, nextArrival } = parts;
  /** Events that wait in this stream and came before `before` are older than all that wait in others. */
  let oldest: { readonly stream: StreamQueue; before: number } | undefined;
  let dropped = new Map<StreamQueue, EventRun[]>();

  const memory: Store<StreamQueue> = {
    maxBytes,
    usedBytes,
    bytesOf: ({ volatileBytes }) => volatileBytes,
    failing: () => Array.from(streams.all()).filter(({ failing }) => failing),
    dropOldest: (stream = oldestStream()) => drop(stream, stream?.shiftVolatile()),
    dropNewest: (stream) => drop(stream, stream.popVolatile()),
  };

  function drop(stream: StreamQueue | undefined, event: EventRun | undefined): boolean {
    if (stream === undefined || event === undefined) return false;
    const events = dropped.get(stream) ?? [];
    append(events, event.block, event.from);
    dropped.set(stream, events);
    return true;
  }

  /** One search of all streams serves for a whole run of events. */
  function oldestStream(): StreamQueue | undefined {
    if (oldest !== undefined && oldest.stream.volatileArrival < oldest.before) return oldest.stream;
    oldest = undefined;
    for (const stream of streams.all()) {
      const { volatileArrival: arrival } = stream;
      const known: number = oldest?.stream.volatileArrival ?? nextArrival();
      if (arrival < known) oldest = { stream, before: known };
      else if (oldest !== undefined) oldest.before = Math.min(oldest.before, arrival);
    }
    return oldest?.stream;
  }

  /** Adds events that fit; false if they are refused. */
  function push(stream: StreamQueue, events: EventRun): boolean {
    const { failing: isFailing } = stream;
    const newcomer = { stream, bytes: memoryBytesOf(events), isFailing, hasOthers: streams.size > 1 };
    const fits = makeRoom(memory, newcomer, whenFull);
    if (fits) stream.push(events);
    return fits;
  }

  function pushSingly(stream: StreamQueue, block: EventBlock): number {
    let refused = 0;
    for (let from = 0; from < block.ends.length; from++) {
      const event = { block, from, to: from + 1 };
      if (push(stream, event)) continue;
      drop(stream, event);
      refused++;
    }
    return refused;
  }

  return {
    admit(stream, block) {
      dropped = new Map();
      const refused = push(stream, wholeOf(block)) ? 0 : pushSingly(stream, block);
      return { refused, dropped };
    },
    changed() {
      oldest = undefined;
    },
  };
}
