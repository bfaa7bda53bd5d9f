import { byId, LEVELS, make } from './dom.js';
import { hasText } from './has-text.js';

/** @typedef {import('../entries.js').Entry} Entry */
/** @typedef {{ group?: string, stream?: string }} Choice */

/**
 * What is shown: text, trace, severities, problems, and the stream that was chosen. A trace is shown over all streams.
 * @param {{ onChange: () => void }} parts
 */
export function createFilter({ onChange }) {
  const text = /** @type {HTMLInputElement} */ (byId('text'));
  const trace = /** @type {HTMLInputElement} */ (byId('trace'));
  const onlyProblems = byId('only-problems');
  /** @type {Choice} */
  let choice = {};
  /** @type {Set<string>} */
  const hidden = new Set();

  for (const level of LEVELS) {
    const button = make('button', `is-${level}`, level === 'none' ? 'other' : level);
    button.type = 'button';
    button.setAttribute('aria-pressed', 'true');
    button.addEventListener('click', () => {
      if (!hidden.delete(level)) hidden.add(level);
      press(button, !hidden.has(level));
      onChange();
    });
    byId('levels').append(button);
  }
  byId('filter').addEventListener('submit', (event) => event.preventDefault());
  text.addEventListener('input', onChange);
  trace.addEventListener('input', onChange);
  onlyProblems.addEventListener('click', () => {
    press(onlyProblems, !isPressed(onlyProblems));
    onChange();
  });

  /** @param {Entry} entry */
  function isChosen({ group, stream }) {
    if (choice.group !== undefined && group !== choice.group) return false;
    return choice.stream === undefined || stream === choice.stream;
  }

  return {
    isChosen,
    hasTrace: () => trace.value.trim() !== '',
    /** @param {Entry} entry */
    matches(entry) {
      const isProblem = entry.kind !== 'event';
      if (isPressed(onlyProblems) && !isProblem) return false;
      if (hidden.has(entry.level) && !isProblem) return false;
      const wantedTrace = trace.value.trim().toLowerCase();
      if (wantedTrace !== '') {
        if (entry.traceId?.toLowerCase().startsWith(wantedTrace) !== true) return false;
      } else if (!isChosen(entry)) return false;
      const wanted = text.value.trim();
      if (wanted === '') return true;
      return hasText(entry.message, wanted) || hasText(entry.label, wanted);
    },
    /** @param {Choice} chosen */
    choose(chosen) {
      choice = chosen;
    },
    /** @param {string} traceId */
    followTrace(traceId) {
      trace.value = traceId;
      onChange();
    },
    clear() {
      text.value = '';
      trace.value = '';
      press(onlyProblems, false);
      onChange();
    },
  };
}

/**
 * @param {HTMLElement} button
 * @param {boolean} isOn
 */
export function press(button, isOn) {
  button.setAttribute('aria-pressed', String(isOn));
}

/** @param {HTMLElement} button */
export function isPressed(button) {
  return button.getAttribute('aria-pressed') === 'true';
}
