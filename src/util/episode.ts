/** What is over soon is reported at most this often. */
const TELL_EVERY_MILLIS = 60_000;

export interface EpisodeParts {
  readonly elapsed: () => number;
  /** It begins; how often that was reported before. */
  readonly begins: (why: string, toldBefore: number) => void;
  /** It lasts for `lastingMillis` now; reported once for each that lasts. */
  readonly lasts?: (why: string, seconds: number) => void;
  readonly lastingMillis?: number;
  /** It has ended; reported where its beginning was. */
  readonly ends: (seconds: number) => void;
}

/** Something that begins, lasts and ends: an outage, a denial, a disk that takes nothing. */
export interface Episode {
  /** It is so, again or still. */
  fails(why: string): void;
  /** It is not so. */
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
