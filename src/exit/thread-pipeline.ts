import type { CloudWatchApi } from '../deliver/cloudwatch-client.js';
import { createDelivery } from '../deliver/delivery.js';
import { explainLastFailure } from '../failures/explain-failure.js';
import { isTransient } from '../failures/failure.js';
import { createDispatcher } from '../dispatch/dispatcher.js';
import { keyOf } from '../events/destination.js';
import type { Destination, EventBlock, EventRun } from '../events/model.js';
import type { LogGroupOptions } from '../options/options.js';
import { createOutbox } from '../outbox/create-outbox.js';
import { createArrivals } from '../outbox/journal/arrivals.js';
import { NO_JOURNAL } from '../outbox/journal/journal.js';
import { createBufferPool } from '../util/buffer-pool.js';
import type { Clock } from '../util/clock.js';
import { ignore } from '../util/quietly.js';
import type { BlockRange, ExitReply, StreamEvents, ThreadSettings } from './protocol.js';

export interface ThreadPipelineParts {
  readonly api: CloudWatchApi;
  readonly clock: Clock;
  readonly random: () => number;
  readonly reply: (reply: ExitReply) => void;
}

/** Sends blocks to the service, in the thread. */
export interface ThreadPipeline {
  /** Sends the events; calls back when all events so far have an answer, or no attempt follows soon. */
  send(streams: readonly StreamEvents[], done: () => void): void;
}

export function createThreadPipeline(
  { api, clock, random, reply }: ThreadPipelineParts,
  settings: ThreadSettings,
): ThreadPipeline {
  const pool = createBufferPool();
  const places = new Map<EventBlock, number>();
  const destinations = new Map<string, Destination>();
  /** By the names of the groups. */
  const logGroups = new Map<string, LogGroupOptions>();
  /** The service does not accept their events until an operator acts. */
  const blocked = new Set<Destination>();
  /** Retention policies of new groups that are being set. */
  let retentions = 0;
  let waiting: (() => void)[] = [];

  const outbox = createOutbox(
    // What is sent stays in memory: replies contain indexes of it.
    { clock, journal: NO_JOURNAL, arrivals: createArrivals(), free: ignore },
    { maxBytes: Infinity, whenFull: 'drop-newest' },
  );
  const sender = createDelivery(
    {
      api: { ...api, putRetentionPolicy },
      clock,
      random,
      // The main thread writes all other diagnostics.
      diagnostics: {
        warn: ignore,
        warnOnce: ignore,
        errorOnce: ({ text }) => reply({ kind: 'failed', message: text }),
      },
      buffers: pool,
      onBody: ignore,
    },
    { ...settings, logGroup: (name) => logGroups.get(name) ?? {} },
  );
  const dispatcher = createDispatcher(
    {
      outbox: { ...outbox, ack },
      sender,
      clock,
      random,
      observer: {
        delivered: ignore,
        lost: (_to, events, reason, error) =>
          reply({ kind: 'lost', events: rangesOf(events), reason, error: error && String(error) }),
        retried(destination, failure) {
          reply({ kind: 'failed', message: explainLastFailure(failure, destination).text });
          if (!isTransient(failure.kind)) blocked.add(destination);
          callIfDone();
        },
        gaveUp: ignore,
        answered: ignore,
        interrupted: ignore,
      },
    },
    settings,
  );
  // Not before all blocks of a request are there: a batch may have room for several.
  const ready = (destination: Destination): void => queueMicrotask(() => dispatcher.notify(destination));
  outbox.subscribe({ ready, dropped: ignore, recovered: ignore });

  async function putRetentionPolicy(logGroupName: string, days: number): Promise<void> {
    retentions++;
    try {
      await api.putRetentionPolicy(logGroupName, days);
    } finally {
      retentions--;
      callIfDone();
    }
  }

  function ack(destination: Destination, events: readonly EventRun[]): void {
    reply({ kind: 'answered', events: rangesOf(events) });
    outbox.ack(destination, events);
    blocked.delete(destination);
    callIfDone();
  }

  function callIfDone(): void {
    if (retentions > 0 || outbox.remaining().volatile.some(([to]) => !blocked.has(to))) return;
    const done = waiting;
    waiting = [];
    for (const call of done) call();
  }

  function rangesOf(events: readonly EventRun[]): BlockRange[] {
    return events.map(({ block, from, to }) => [places.get(block)!, from, to]);
  }

  /** One object for each pair of names: the thread receives copies. */
  function known(copy: Destination): Destination {
    const key = keyOf(copy);
    const destination = destinations.get(key) ?? copy;
    destinations.set(key, destination);
    return destination;
  }

  return {
    send(streams, done) {
      waiting.push(done);
      for (const { destination, entity, logGroup, blocks } of streams) {
        logGroups.set(destination.logGroupName, logGroup);
        for (const block of blocks) {
          places.set(block, places.size);
          void outbox.add(known(destination), block, entity);
        }
      }
      callIfDone();
    },
  };
}
