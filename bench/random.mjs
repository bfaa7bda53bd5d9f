const HEX = '0123456789abcdef';

/**
 * A small random generator with a seed (mulberry32), so that each process makes the same records.
 *
 * @param {number} seed
 */
export function createRandom(seed) {
  let state = seed;

  /** A whole number from 0 up to, and without, the limit. @param {number} limit */
  function below(limit) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  /**
   * @param {string} characters
   * @param {number} length
   */
  function text(characters, length) {
    let made = '';
    for (let i = 0; i < length; i++) made += characters[below(characters.length)];
    return made;
  }

  return {
    below,
    /** @param {number} length */
    hex: (length) => text(HEX, length),
    /** @param {number} length */
    digits: (length) => text('0123456789', length),
    /**
     * @template T
     * @param {readonly T[]} choices
     * @returns {T}
     */
    pick(choices) {
      return /** @type {T} */ (choices[below(choices.length)]);
    },
  };
}
