import { byId } from './dom.js';
import { hasText } from './has-text.js';

/** @typedef {ReadonlyMap<string, { readonly button: HTMLElement }>} Lines */

/**
 * Hides what is not looked for: a group is shown when its name, or a stream of it, has the text; of its streams all in
 * the first case, and those that have it in the second. Gives what looks again.
 * @param {object} parts
 * @param {Lines} parts.groups by name
 * @param {Lines} parts.lines streams by the JSON of both names
 * @param {() => void} parts.onHidden the tab key would lead to what is hidden
 */
export function createFind({ groups, lines, onHidden }) {
  const input = /** @type {HTMLInputElement} */ (byId('find'));
  let isLooking = false;

  function find() {
    const wanted = input.value.trim();
    if (wanted === '' && !isLooking) return;
    isLooking = wanted !== '';
    /** @type {Set<string>} */
    const shown = new Set();
    for (const [key, { button }] of lines) {
      const [group, stream] = JSON.parse(key);
      if (hide(button, !hasText(group, wanted) && !hasText(stream, wanted))) continue;
      shown.add(group);
    }
    for (const [group, { button }] of groups) hide(button, !shown.has(group));
  }

  /**
   * @param {HTMLElement} button
   * @param {boolean} isHidden
   */
  function hide(button, isHidden) {
    if (button.parentElement !== null) button.parentElement.hidden = isHidden;
    if (isHidden && button.tabIndex === 0) onHidden();
    return isHidden;
  }

  input.addEventListener('input', find);
  return find;
}
