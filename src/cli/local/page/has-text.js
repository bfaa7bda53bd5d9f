/**
 * Whether a name or an event has the text that is looked for, in capitals or not. Both are compared in capitals: a small
 * letter may depend on its neighbors, as a sigma at the end of a word does.
 * @param {string} text
 * @param {string} wanted
 */
export function hasText(text, wanted) {
  return text.toUpperCase().includes(wanted.toUpperCase());
}
