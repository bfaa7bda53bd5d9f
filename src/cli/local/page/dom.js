/** What all parts of the page need of the document. */

/** The severities, the worst first, as the feed counts them. */
export const LEVELS = /** @type {const} */ (['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'none']);

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no ${id}.`);
  return element;
}

/**
 * An element with a class and text; the text stays text, whatever is in it.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [className]
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, className = '', text = '') {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  if (text !== '') element.textContent = text;
  return element;
}

/** @param {number} value */
export function count(value) {
  return Math.round(value).toLocaleString('en-US');
}

/**
 * Arrow keys move the focus among the buttons of a list, which is one stop for the tab key.
 * @param {HTMLElement} list
 * @param {string} selector
 */
export function moveByArrows(list, selector) {
  list.addEventListener('keydown', (event) => {
    const buttons = /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(selector));
    const at = [...buttons].indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const places = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 };
    const to = places[/** @type {keyof typeof places} */ (event.key)];
    const next = to === undefined ? undefined : buttons[to];
    if (next === undefined) return;
    event.preventDefault();
    focusOnly(list, next);
  });
  list.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement && target.matches(selector)) focusable(list, target);
  });
}

/**
 * @param {HTMLElement} list
 * @param {HTMLElement} button
 */
function focusOnly(list, button) {
  focusable(list, button);
  button.focus();
}

/**
 * Makes it the one button of a list that the tab key leads to.
 * @param {HTMLElement} list
 * @param {HTMLElement} button
 */
export function focusable(list, button) {
  list.querySelector('[tabindex="0"]')?.setAttribute('tabindex', '-1');
  button.tabIndex = 0;
}
