import type { Clock } from '../../util/clock.js';
import type { Identity, SpoolRequest } from './protocol.js';

/** Left-over files are looked for this often, and up to a half more, so that a fleet does not look at once. */
const SEARCH_MILLIS = 60_000;

export interface LeftOversParts {
  readonly clock: Clock;
  readonly random: () => number;
  /** Who sends, and where to; rejects as long as it can not be told. */
  readonly identity: () => Promise<Identity>;
  readonly post: (request: SpoolRequest) => void;
  /** Whether there is anything to look at. */
  readonly hasFiles: () => boolean;
}

/** Sees that what other processes left is looked for, by the identity that it may belong to. */
export interface LeftOvers {
  /** Tells the thread who we are, as soon as that can be told. */
  identify(): void;
  /** Another thread has come: it knows nothing. */
  startOver(): void;
  searched(complete: boolean): void;
  /** Resolves when the first search is over; never, after the signal. */
  firstSearch(signal?: AbortSignal): Promise<void>;
  close(): void;
}

export function createLeftOvers({ clock, random, identity, post, hasFiles }: LeftOversParts): LeftOvers {
  let known: Identity | undefined;
  let asking: Promise<void> | undefined;
  let cancelSearch: (() => void) | undefined;
  let isSearched = !hasFiles();
  let waiters: (() => void)[] = [];
  let closed = false;

  async function ask(): Promise<void> {
    try {
      known = await identity();
    } catch {
      // Delivery fails for the same reason, and says so. The next look tries again.
    }
    asking = undefined;
    tell();
  }

  function tell(): void {
    if (known !== undefined && !closed) post({ kind: 'identify', identity: known });
  }

  function identified(): Promise<void> {
    if (known !== undefined) return Promise.resolve();
    asking ??= ask();
    return asking;
  }

  async function search(): Promise<void> {
    await identified();
    if (closed) return;
    if (known === undefined) searched(true);
    else post({ kind: 'search' });
  }

  function searched(complete: boolean): void {
    if (!complete) return;
    isSearched = true;
    for (const resolve of waiters) resolve();
    waiters = [];
  }

  function searchLater(millis: number): void {
    cancelSearch = clock.schedule(() => {
      if (hasFiles()) void search();
      searchLater(SEARCH_MILLIS * (1 + random() / 2));
    }, millis);
  }

  searchLater(isSearched ? SEARCH_MILLIS * (1 + random() / 2) : 0);

  return {
    identify: () => void identified(),
    startOver() {
      tell();
      void search();
    },
    searched,
    firstSearch(signal) {
      if (isSearched) return Promise.resolve();
      return new Promise((resolve) => {
        if (!signal?.aborted) waiters.push(resolve);
      });
    },
    close() {
      closed = true;
      cancelSearch?.();
      searched(true);
    },
  };
}
