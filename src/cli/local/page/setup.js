import { byId } from './dom.js';

/** @typedef {import('../setup.js').Setup} Setup */

const COPIED_MILLIS = 2_000;

/** What to do while there is nothing: the lines that the terminal shows too, to copy. */
export function createSetup() {
  const lines = byId('setup');
  const copy = byId('copy');
  void fetch('setup')
    .then((response) => response.json())
    .then((/** @type {Setup} */ { commands, note }) => {
      lines.textContent = commands;
      byId('setup-note').textContent = note;
      return undefined;
    })
    .catch(() => undefined);

  async function copyLines() {
    try {
      await navigator.clipboard.writeText(lines.textContent ?? '');
      copy.textContent = 'Copied';
      setTimeout(() => (copy.textContent = 'Copy'), COPIED_MILLIS);
    } catch {
      // Not every browser lets a page write there: the lines are selected, to copy by hand.
      getSelection()?.selectAllChildren(lines);
    }
  }

  copy.addEventListener('click', () => void copyLines());
}
