import { type KeyFragments, MAX_KEY_LENGTH } from './key-fragments.js';
import { type BegunPaths, type KeyMatch, NO_MATCH, NO_PATHS, type RedactedPaths } from './redacted-paths.js';

/** Follows the keys around the current value, and decides which values are redacted. */
export class Redaction {
  readonly #paths: RedactedPaths | undefined;
  readonly #keys: KeyFragments;
  /** The paths that began with the keys around the value. */
  #begun = NO_PATHS;

  constructor(paths: RedactedPaths | undefined, keys: KeyFragments) {
    this.#paths = paths;
    this.#keys = keys;
  }

  /** Whether the value of this key is redacted; `known` is the cached answer for a key where no path has begun. */
  hides(key: string | number, known?: KeyMatch): boolean {
    if (this.#paths === undefined) return false;
    const match = known !== undefined && this.#begun.length === 0 ? known : this.#matchOf(this.#paths, key);
    return match.isRedacted;
  }

  /** The state that {@link leave} restores. */
  get here(): BegunPaths {
    return this.#begun;
  }

  /** Enters the value of the key; the message itself has no key. */
  enter(key: string | number | undefined): void {
    if (this.#paths !== undefined && key !== undefined) this.#begun = this.#matchOf(this.#paths, key).begun;
  }

  leave(outer: BegunPaths): void {
    this.#begun = outer;
  }

  /** Usually no path has begun, and the cached answer is right. */
  #matchOf(paths: RedactedPaths, key: string | number): KeyMatch {
    const begun = this.#begun;
    if (typeof key === 'number') {
      const isNone = begun.length === 0 && !paths.mayBeginWithIndex;
      return isNone ? NO_MATCH : paths.match(begun, String(key));
    }
    const isKnown = begun.length === 0 && key.length < MAX_KEY_LENGTH;
    return isKnown ? this.#keys.of(key).match : paths.match(begun, key);
  }
}
