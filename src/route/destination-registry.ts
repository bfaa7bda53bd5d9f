import type { Destination, ServiceEntity } from '../events/model.js';

/** A destination without pending events that was not used for so long may be forgotten. */
export const IDLE_MILLIS = 3_600_000;

/** How soon the destinations are looked through again when one could fall idle at any moment. */
const RESCAN_MILLIS = 1_000;

/** A known destination, and what is remembered of it. Mutable on purpose: every record marks its use. */
export interface KnownDestination {
  readonly destination: Destination;
  /** False once forgotten; who kept it must look the names up again. */
  known: boolean;
  usedAtMillis: number;
  /** Counts up over all uses: the order of use, whatever the clock does. */
  lastUse: number;
  /** Undecided until the first record of a settled resource. */
  entity: { readonly of: ServiceEntity | undefined } | 'undecided';
}

/** What the registry asks of others. */
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
}

/** Keeps them in memory. */
export function createDestinationRegistry(parts: RegistryParts): DestinationRegistry {
  const groups = new Map<string, Map<string, KnownDestination>>();
  let size = 0;
  let uses = 0;
  let scannedAtMillis = 0;
  let noneIdleBeforeMillis = Number.NEGATIVE_INFINITY;

  function markUse(known: KnownDestination): void {
    known.usedAtMillis = parts.now();
    known.lastUse = ++uses;
  }

  function add(logGroupName: string, logStreamName: string, limit: number): KnownDestination | undefined {
    while (size >= limit) {
      const idle = leastRecentlyUsedIdle();
      if (idle === undefined) return undefined;
      forget(idle);
    }
    const known: KnownDestination = {
      destination: Object.freeze({ logGroupName, logStreamName }),
      known: true,
      usedAtMillis: 0,
      lastUse: 0,
      entity: 'undecided',
    };
    markUse(known);
    const streams = groups.get(logGroupName) ?? new Map<string, KnownDestination>();
    groups.set(logGroupName, streams.set(logStreamName, known));
    size += 1;
    return known;
  }

  function leastRecentlyUsedIdle(): KnownDestination | undefined {
    const now = parts.now();
    // In a flood of new names every record comes here: look only when something can have changed.
    if (now >= scannedAtMillis && now < noneIdleBeforeMillis) return undefined;
    let found: KnownDestination | undefined;
    let nextMillis = Number.POSITIVE_INFINITY;
    for (const streams of groups.values()) {
      for (const known of streams.values()) {
        // A use far in the future is one from before the clock was set back.
        if (Math.abs(now - known.usedAtMillis) < IDLE_MILLIS) {
          nextMillis = Math.min(nextMillis, known.usedAtMillis + IDLE_MILLIS);
        } else if (parts.isPending(known.destination)) {
          nextMillis = Math.min(nextMillis, now + RESCAN_MILLIS);
        } else if (found === undefined || known.lastUse < found.lastUse) {
          found = known;
        }
      }
    }
    scannedAtMillis = now;
    noneIdleBeforeMillis = found === undefined ? nextMillis : now;
    return found;
  }

  function forget(known: KnownDestination): void {
    const { logGroupName, logStreamName } = known.destination;
    const streams = groups.get(logGroupName);
    streams?.delete(logStreamName);
    if (streams?.size === 0) groups.delete(logGroupName);
    known.known = false;
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
  };
}
