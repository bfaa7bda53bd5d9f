import type { Fragment } from './byte-writer.js';
import { fragment } from './json-string.js';
import type { KeyMatch } from './redacted-paths.js';

/** There are usually few attribute keys; keys that are generated from data must not fill the memory. */
const MAX_KEYS = 2_048;

/** Longer keys are not cached. */
export const MAX_KEY_LENGTH = 128;

/** The cached facts of a key: its bytes, and whether it is redacted where no path has begun. */
export interface KeyFragment extends Fragment {
  readonly match: KeyMatch;
}

/** The bytes of `,"key":` for keys that were written before. */
export class KeyFragments {
  readonly #known = new Map<string, KeyFragment>();
  readonly #match: (key: string) => KeyMatch;

  constructor(match: (key: string) => KeyMatch) {
    this.#match = match;
  }

  /** For a key shorter than {@link MAX_KEY_LENGTH}. */
  of(key: string): KeyFragment {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size === MAX_KEYS) this.#known.clear();
    const { bytes, size } = memberFragment(key);
    const made = { bytes, size, match: this.#match(key) };
    this.#known.set(key, made);
    return made;
  }
}

/** The bytes of `,"key":`. The first comma of an object is replaced by its brace. */
export function memberFragment(key: string): Fragment {
  return fragment(`,${JSON.stringify(key.toWellFormed())}:`);
}
