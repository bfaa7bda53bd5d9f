import { summarizeArrivals } from './arrival-summary.js';
import { eventId } from './model/event-log.js';
import type { Fault } from './model/fault-types.js';
import { listen, type Site } from './http-server.js';
import { MAX_STORED_BYTES, MAX_STORED_EVENTS } from './model/limits.js';
import { REGION } from './model/names.js';
import { newestEvents, type Choice, type FoundEvent } from './newest-events.js';
import { NOBODY, type Observer, type StreamNames } from './model/observer.js';
import { Recorder } from './recorder.js';
import { createService } from './service.js';
import { Store } from './model/store.js';
import type { LocalClientConfig, LocalServer, LocalServerOptions, StoredEvent } from './model/types.js';
import { createWaiters } from './waiters.js';

const DEFAULT_TIMEOUT_MILLIS = 10_000;

export type { Choice, FoundEvent, Observer, StreamNames };

/** What a program that displays the server adds to it. */
export interface Extras {
  readonly observer?: Observer;
  /** Answers requests of the browser, from the internal state of the server. */
  readonly site?: (inside: Inside) => Site;
}

/** What a site may read while the server runs. */
export interface Inside {
  readonly newest: (choice: Choice, afterSequence: number, most: number) => FoundEvent[];
  readonly clientConfig: () => LocalClientConfig;
}

/** Starts the server, with a site that displays it. */
export async function openLocalServer(
  options: LocalServerOptions,
  { observer = NOBODY, site }: Extras = {},
): Promise<LocalServer> {
  const recorder = new Recorder();
  const bounds = {
    maxEvents: options.maxStoredEvents ?? MAX_STORED_EVENTS,
    maxBytes: options.maxStoredBytes ?? MAX_STORED_BYTES,
  };
  const store = new Store(bounds, () => waiters.notify());
  const waiters = createWaiters(
    () => store.arrived,
    () => summarizeArrivals(store, recorder),
  );
  let faults: Fault[] = [...(options.faults ?? [])];
  const service = createService({
    store,
    recorder,
    observer,
    faults: () => faults,
    quotas: options.quotas ?? {},
    // Read at each call: a test may freeze the date after the start.
    now: options.now ?? (() => Date.now()),
    random: options.random ?? Math.random,
  });
  const inside: Inside = {
    newest: (choice, afterSequence, most) => newestEvents(store, choice, afterSequence, most),
    clientConfig: () => clientConfigOf(http.url),
  };
  const address = { host: options.host ?? '127.0.0.1', port: options.port ?? 0 };
  const http = await listen(address, service, site?.(inside));

  const close = (): Promise<void> => {
    waiters.close();
    return http.close();
  };

  return {
    url: http.url,
    clientConfig: clientConfigOf(http.url),
    get faults() {
      return faults;
    },
    set faults(script) {
      faults = script;
    },
    calls: recorder.calls,
    violations: recorder.violations,
    get rejected() {
      return recorder.rejected;
    },
    get dropped() {
      return store.dropped;
    },
    events: (logGroupName, logStreamName) => readEvents(store, logGroupName, logStreamName),
    waitFor: (count, { timeoutMillis = DEFAULT_TIMEOUT_MILLIS } = {}) =>
      waiters.waitFor(count, timeoutMillis),
    clear() {
      store.clear();
      recorder.clear();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function clientConfigOf(endpoint: string): LocalClientConfig {
  return { endpoint, region: REGION, credentials: { accessKeyId: 'LOCAL', secretAccessKey: 'local' } };
}

function readEvents(store: Store, logGroupName?: string, logStreamName?: string): StoredEvent[] {
  const found: StoredEvent[] = [];
  for (const group of store.groups.values()) {
    if (logGroupName !== undefined && group.name !== logGroupName) continue;
    for (const stream of group.streams.values()) {
      if (logStreamName !== undefined && stream.name !== logStreamName) continue;
      for (const event of stream.log.sorted()) {
        found.push({
          logGroupName: group.name,
          logStreamName: stream.name,
          timestamp: event.timestamp,
          message: event.message,
          ingestionTime: event.ingestionTime,
          eventId: eventId(event),
        });
      }
    }
  }
  return found;
}
