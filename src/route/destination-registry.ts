import type { Destination, ServiceEntity } from '../events/model.js';
import { HOUR_MILLIS } from '../util/durations.js';
import { createIdleSearch, type Candidate } from './idle-search.js';
import type { Route } from './route.js';

/** A destination without pending events that was not used for this long may be forgotten, and so may its group. */
export const IDLE_MILLIS = HOUR_MILLIS;

/** How soon the destinations are searched again when one could become idle at any moment. */
const RESCAN_MILLIS = 1_000;

/** A known destination with its state. Mutable on purpose: every record marks its use. */
export interface KnownDestination extends Route {
  /** False once forgotten: who kept the object must look the names up again. */
  isRegistered: boolean;
  usedAtMillis: number;
  /** Counts up over all uses: the order of use, independent of the clock. */
  lastUse: number;
  entity: ServiceEntity | undefined;
  /** False until the first record of a complete resource. */
  isEntityDecided: boolean;
}

/** What the registry asks of its owner. */
export interface RegistryParts {
  now(): number;
  /** Whether events wait for it. */
  isPending(destination: Destination): boolean;
  onForget?(destination: Destination): void;
}

/** The destinations in use: one object for each pair of names. */
export interface DestinationRegistry {
  readonly size: number;
  find(logGroupName: string, logStreamName: string): KnownDestination | undefined;
  /** Adds a pair that is not known, and forgets idle ones for it; `undefined` when `limit` leaves no room. */
  add(logGroupName: string, logStreamName: string, limit: number): KnownDestination | undefined;
  markUse(known: KnownDestination): void;
  /** The least recently used of these groups in which every stream is idle. A group without a known stream is idle. */
  idleGroup(names: Iterable<string>): string | undefined;
}

/** Keeps them in memory. */
export function createDestinationRegistry(parts: RegistryParts): DestinationRegistry {
  const groups = new Map<string, Map<string, KnownDestination>>();
  let size = 0;
  let uses = 0;
  const searchStreams = createIdleSearch<KnownDestination>();
  const searchGroups = createIdleSearch<string>();

  function markUse(known: KnownDestination): void {
    known.usedAtMillis = parts.now();
    known.lastUse = ++uses;
  }

  function add(logGroupName: string, logStreamName: string, limit: number): KnownDestination | undefined {
    while (size >= limit) {
      const now = parts.now();
      const idle = searchStreams(now, () => streamsAt(now));
      if (idle === undefined) return undefined;
      forget(idle);
    }
    const known: KnownDestination = {
      destination: Object.freeze({ logGroupName, logStreamName }),
      isRegistered: true,
      usedAtMillis: 0,
      lastUse: 0,
      entity: undefined,
      isEntityDecided: false,
    };
    markUse(known);
    const streams = groups.get(logGroupName) ?? new Map<string, KnownDestination>();
    groups.set(logGroupName, streams.set(logStreamName, known));
    size += 1;
    return known;
  }

  function idleAt({ destination, usedAtMillis }: KnownDestination, now: number): number {
    // A use far in the future dates from before the clock was set back.
    if (Math.abs(now - usedAtMillis) < IDLE_MILLIS) return usedAtMillis + IDLE_MILLIS;
    return parts.isPending(destination) ? now + RESCAN_MILLIS : now;
  }

  function* streamsAt(now: number): Iterable<Candidate<KnownDestination>> {
    for (const streams of groups.values()) {
      for (const known of streams.values()) {
        yield { of: known, idleAtMillis: idleAt(known, now), lastUse: known.lastUse };
      }
    }
  }

  function* groupsAt(names: Iterable<string>, now: number): Iterable<Candidate<string>> {
    for (const name of names) {
      const streams = [...(groups.get(name)?.values() ?? [])];
      yield {
        of: name,
        idleAtMillis: Math.max(now, ...streams.map((known) => idleAt(known, now))),
        lastUse: Math.max(0, ...streams.map(({ lastUse }) => lastUse)),
      };
    }
  }

  function forget(known: KnownDestination): void {
    const { logGroupName, logStreamName } = known.destination;
    const streams = groups.get(logGroupName);
    streams?.delete(logStreamName);
    if (streams?.size === 0) groups.delete(logGroupName);
    known.isRegistered = false;
    size -= 1;
    parts.onForget?.(known.destination);
  }

  return {
    get size() {
      return size;
    },
    find: (logGroupName, logStreamName) => groups.get(logGroupName)?.get(logStreamName),
    add,
    markUse,
    idleGroup(names) {
      const now = parts.now();
      return searchGroups(now, () => groupsAt(names, now));
    },
  };
}
