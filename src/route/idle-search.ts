/** One candidate of a search. */
export interface Candidate<T> {
  readonly of: T;
  /** When it may be forgotten: now or earlier if it is idle, otherwise the earliest possible time. */
  readonly idleAtMillis: number;
  /** The order of uses. */
  readonly lastUse: number;
}

/** Finds the least recently used of the idle candidates. */
export type IdleSearch<T> = (now: number, candidates: () => Iterable<Candidate<T>>) => T | undefined;

/** With very many new names each record searches: the candidates are read only when one can have become idle. */
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
