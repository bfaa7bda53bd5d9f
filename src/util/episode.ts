/** Short episodes are reported at most this often. */
const TELL_EVERY_MILLIS = 60_000;

export interface EpisodeParts {
  readonly elapsed: () => number;
  /** It begins; with how often that was reported before. */
  readonly begins: (why: string, toldBefore: number) => void;
  /** It has lasted for `lastingMillis`; reported once for each episode that does. */
  readonly lasts?: (why: string, seconds: number) => void;
  readonly lastingMillis?: number;
  /** It has ended; reported if its beginning was. */
  readonly ends: (seconds: number) => void;
}

/** A state with a beginning and an end: an outage, a denial, a full disk. */
export interface Episode {
  /** The state holds. */
  fails(why: string): void;
  /** The state does not hold. */
  works(): void;
  readonly isOn: boolean;
}

export function createEpisode({
  elapsed,
  begins,
  lasts,
  lastingMillis = Infinity,
  ends,
}: EpisodeParts): Episode {
  let current: { readonly since: number; isTold: boolean; isLasting: boolean } | undefined;
  let toldAt = -Infinity;
  let told = 0;

  return {
    get isOn() {
      return current !== undefined;
    },
    fails(why) {
      const now = elapsed();
      current ??= { since: now, isTold: false, isLasting: false };
      if (!current.isTold && now - toldAt >= TELL_EVERY_MILLIS) {
        current.isTold = true;
        toldAt = now;
        begins(why, told++);
      }
      if (!current.isLasting && now - current.since >= lastingMillis) {
        current.isLasting = true;
        lasts?.(why, Math.round((now - current.since) / 1000));
      }
    },
    works() {
      const ended = current;
      current = undefined;
      if (ended?.isTold === true) ends(Math.round((elapsed() - ended.since) / 1000));
    },
  };
}
