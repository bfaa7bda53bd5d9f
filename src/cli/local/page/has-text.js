/**
 * Whether a name or an event has the text that is looked for, in capitals or not. Both are compared in capitals of their small
 * letters: a small letter may depend on its neighbors, as a sigma at the end of a word does, and some signs have a small
 * letter alone, as that of ohm.
 * @param {string} text
 * @param {string} wanted
 */
export function hasText(text, wanted) {
  return inCapitals(text).includes(inCapitals(wanted));
}

/** @param {string} text */
function inCapitals(text) {
  return text.toLowerCase().toUpperCase();
}
