import { type KeyFragments, MAX_KEY_LENGTH } from './key-fragments.js';
import { type BegunPaths, type KeyMatch, NO_MATCH, NO_PATHS, type RedactedPaths } from './redacted-paths.js';

/** Follows the keys around the value that is being written, and says which values are redacted. */
export class Redaction {
  readonly #paths: RedactedPaths | undefined;
  readonly #keys: KeyFragments;
  /** The paths that began with the keys around the value. */
  #begun = NO_PATHS;

  constructor(paths: RedactedPaths | undefined, keys: KeyFragments) {
    this.#paths = paths;
    this.#keys = keys;
  }

  /** Whether the value of this key is redacted; `known` is what the key is where no path has begun. */
  hides(key: string | number, known?: KeyMatch): boolean {
    if (this.#paths === undefined) return false;
    const match = known !== undefined && this.#begun.length === 0 ? known : this.#matchOf(this.#paths, key);
    return match.isRedacted;
  }

  /** What {@link leave} goes back to. */
  get here(): BegunPaths {
    return this.#begun;
  }

  /** Goes into the value of the key; the message itself has none. */
  enter(key: string | number | undefined): void {
    if (this.#paths !== undefined && key !== undefined) this.#begun = this.#matchOf(this.#paths, key).begun;
  }

  leave(outer: BegunPaths): void {
    this.#begun = outer;
  }

  /** Most often no path has begun, and what is known of the key beside its bytes is the answer. */
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
