import type { Clock } from '../../util/clock.js';
import { joinWaiters } from '../../util/join-waiters.js';
import type { Arrivals } from './arrivals.js';
import { RECOVERED_ROWS, type Owner, type Reply, type SpoolRequest } from './protocol.js';

/** Interval of searches for files of other processes, plus up to a half, so that a fleet does not search at once. */
const SEARCH_MILLIS = 60_000;

export interface RecoveryParts {
  readonly clock: Clock;
  readonly random: () => number;
  /** The identity and target of the exporter; rejects while they are not known. */
  readonly owner: () => Promise<Owner>;
  readonly post: (request: SpoolRequest) => void;
  /** Returns ids for this many rows. */
  readonly newIds: Arrivals['reserve'];
  /** Whether there are files to search. */
  readonly hasFiles: () => boolean;
}

/** Takes over events that other processes left, if they belong to our owner. */
export interface Recovery {
  /** Tells the thread the owner as soon as it is known. */
  findOwner(): void;
  /** A new thread has started: it has no state. */
  startOver(): void;
  /** A step has ended, or its thread: is there more? */
  stepEnded(rest: Reply<'recovered'>['rest']): void;
  /** Resolves when the first search is over; never, after the signal. Undefined if it is over. */
  searched(signal?: AbortSignal): Promise<void> | undefined;
  close(): void;
}

export function createRecovery({ clock, random, owner, post, newIds, hasFiles }: RecoveryParts): Recovery {
  let known: Owner | undefined;
  let asking: Promise<void> | undefined;
  let isSearching = false;
  let isSearched = !hasFiles();
  const waiters = new Set<() => void>();
  let closed = false;

  async function ask(): Promise<void> {
    try {
      known = await owner();
    } catch {
      // Delivery fails for the same reason, and reports it. The next search tries again.
    }
    asking = undefined;
    tell();
  }

  function tell(): void {
    if (known !== undefined && !closed) post({ kind: 'owner', owner: known });
  }

  function found(): Promise<void> {
    if (known !== undefined) return Promise.resolve();
    asking ??= ask();
    return asking;
  }

  async function search(): Promise<void> {
    if (isSearching) return;
    isSearching = true;
    await found();
    if (closed) return;
    if (known === undefined) end();
    else recoverNext();
  }

  function recoverNext(): void {
    post({ kind: 'recover', firstId: newIds(RECOVERED_ROWS) });
  }

  function end(): void {
    isSearching = false;
    isSearched = true;
    for (const resolve of waiters) resolve();
    waiters.clear();
  }

  function nextMillis(): number {
    return SEARCH_MILLIS * (1 + random() / 2);
  }

  function searchIn(millis: number): () => void {
    return clock.schedule(() => {
      if (hasFiles()) void search();
      cancelSearch = searchIn(nextMillis());
    }, millis);
  }

  let cancelSearch = searchIn(isSearched ? nextMillis() : 0);

  return {
    findOwner: () => void found(),
    startOver() {
      tell();
      // Requests of the thread before it have no answer.
      isSearching = false;
      void search();
    },
    stepEnded(rest) {
      if (closed) return;
      if (rest === 'more') recoverNext();
      else end();
    },
    searched(signal) {
      if (isSearched) return undefined;
      // The search may run as long as the exporter, and flushes end before.
      return joinWaiters(waiters, (resolve) => resolve, signal);
    },
    close() {
      closed = true;
      cancelSearch();
      end();
    },
  };
}
