/** What a search looks at. */
export interface Candidate<T> {
  readonly of: T;
  /** When it may be forgotten: now or earlier where it is idle, otherwise the earliest time known. */
  readonly idleAtMillis: number;
  /** The order of uses. */
  readonly lastUse: number;
}

/** Finds the least recently used one of those that are idle. */
export type IdleSearch<T> = (now: number, candidates: () => Iterable<Candidate<T>>) => T | undefined;

/** In a flood of new names each record searches: the candidates are asked for only when one can have become idle. */
export function createIdleSearch<T>(): IdleSearch<T> {
  let searchedAtMillis = 0;
  let noneIdleBeforeMillis = -Infinity;

  return (now, candidates) => {
    if (now >= searchedAtMillis && now < noneIdleBeforeMillis) return undefined;
    let found: Candidate<T> | undefined;
    let nextMillis = Infinity;
    for (const candidate of candidates()) {
      nextMillis = Math.min(nextMillis, candidate.idleAtMillis);
      if (candidate.idleAtMillis > now) continue;
      if (found === undefined || candidate.lastUse < found.lastUse) found = candidate;
    }
    searchedAtMillis = now;
    noneIdleBeforeMillis = nextMillis;
    return found?.of;
  };
}
