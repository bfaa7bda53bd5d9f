import type { Clock } from '../../util/clock.js';
import { ADOPTED_ROWS, type Owner, type Reply, type SpoolRequest } from './protocol.js';

/** Files of other processes are looked for this often, and up to a half more, so that a fleet does not look at once. */
const SEARCH_MILLIS = 60_000;

export interface RecoveryParts {
  readonly clock: Clock;
  readonly random: () => number;
  /** Who sends, and where to; rejects as long as that is not known. */
  readonly owner: () => Promise<Owner>;
  readonly post: (request: SpoolRequest) => void;
  /** Gives ids for so many rows. */
  readonly newIds: (count: number) => number;
  /** Whether there is anything to look at. */
  readonly hasFiles: () => boolean;
}

/** Sees that events are taken over which other processes left, where they belong to our owner. */
export interface Recovery {
  /** Tells the thread who the owner is, as soon as that is known. */
  findOwner(): void;
  /** Another thread has come: it knows nothing. */
  startOver(): void;
  /** A step has ended; `none` is left, or the thread that would take the next. */
  adopted(rest: Reply<'adopted'>['rest']): void;
  /** Resolves when the first search is over; never, after the signal. Undefined where it is. */
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
      // Delivery fails for the same reason, and says so. The next look tries again.
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
    else adopt();
  }

  function adopt(): void {
    post({ kind: 'adopt', firstId: newIds(ADOPTED_ROWS) });
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
      // What the thread before it was asked for has no answer.
      isSearching = false;
      void search();
    },
    adopted(rest) {
      if (closed) return;
      if (rest === 'more') adopt();
      else end();
    },
    searched(signal) {
      if (isSearched) return undefined;
      return new Promise((resolve) => {
        if (signal?.aborted) return;
        waiters.add(resolve);
        // Nobody waits any more: the search may go on for the life of the exporter.
        signal?.addEventListener('abort', () => waiters.delete(resolve));
      });
    },
    close() {
      closed = true;
      cancelSearch();
      end();
    },
  };
}
