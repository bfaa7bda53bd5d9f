import { byId, count, make, moveByArrows } from './dom.js';
import { isPressed, press } from './filter.js';
import { showJson } from './json.js';

/** @typedef {import('../entries.js').Entry} Entry */

/** Rows in the document at once: more would make the browser slow, and more are not read. */
const MAX_ROWS = 500;

/** So near to the end counts as being there. */
const END_PIXELS = 40;

/**
 * The events, the newest last. It follows the end as long as the reader is there, and nothing is unfolded.
 * @param {object} parts
 * @param {() => readonly Entry[]} parts.entries all that are kept
 * @param {{ matches(entry: Entry): boolean }} parts.filter
 * @param {(traceId: string) => void} parts.onTrace
 */
export function createList({ entries, filter, onTrace }) {
  const list = byId('events');
  const pause = byId('pause');
  let missed = 0;
  let isFollowing = true;

  moveByArrows(list, '.row');
  list.addEventListener('scroll', () => {
    isFollowing = list.scrollHeight - list.scrollTop - list.clientHeight < END_PIXELS;
  });
  pause.addEventListener('click', () => {
    press(pause, !isPressed(pause));
    if (!isPressed(pause) && missed > 0) show();
    tellMissed();
  });

  function show() {
    missed = 0;
    const focused = /** @type {HTMLElement | null} */ (list.querySelector('.row:focus'))?.dataset['id'];
    const matching = entries()
      .filter((entry) => filter.matches(entry))
      .slice(-MAX_ROWS);
    list.replaceChildren(...matching.map(itemOf));
    list.querySelector('.row')?.setAttribute('tabindex', '0');
    list.scrollTop = list.scrollHeight;
    isFollowing = true;
    list.querySelectorAll('.row').forEach((row) => {
      if (row instanceof HTMLElement && row.dataset['id'] === focused) row.focus();
    });
    tellMissed();
  }

  function tellMissed() {
    pause.textContent = !isPressed(pause) ? 'Pause' : missed > 0 ? `Go on (${count(missed)} new)` : 'Go on';
  }

  /** @param {Entry} entry */
  function itemOf(entry) {
    const item = make('li', `is-${entry.level}${entry.kind === 'event' ? '' : ' problem'}`);
    const row = make('button', 'row');
    row.type = 'button';
    row.tabIndex = -1;
    row.dataset['id'] = `${entry.kind} ${entry.id}`;
    row.setAttribute('aria-expanded', 'false');
    const isGrave = entry.level === 'error' || entry.level === 'fatal';
    const what = make('span', isGrave ? 'what error' : 'what', entry.text);
    if (entry.exception !== undefined) what.append(' ', make('span', 'exception', entry.exception));
    const trace = make('span', 'trace', shortTrace(entry.traceId ?? ''));
    trace.style.setProperty('--hue', String(hueOf(entry.traceId ?? '')));
    row.append(
      make('time', 'when', timeOf(entry.time)),
      make('span', 'level', entry.kind === 'event' ? entry.label.toLowerCase() : entry.label),
      ...(entry.kind === 'event' ? [trace] : []),
      what,
      whereOf(entry),
    );
    row.addEventListener('click', () => fold(item, row, entry));
    row.addEventListener('keydown', ({ key }) => {
      const isOpen = row.getAttribute('aria-expanded') === 'true';
      if ((key === 'ArrowRight' && !isOpen) || (key === 'ArrowLeft' && isOpen)) fold(item, row, entry);
      if (key.toLowerCase() === 't' && entry.traceId !== undefined) onTrace(entry.traceId);
    });
    item.append(row);
    return item;
  }

  /**
   * @param {HTMLElement} item
   * @param {HTMLElement} row
   * @param {Entry} entry
   */
  function fold(item, row, entry) {
    const isOpen = row.getAttribute('aria-expanded') === 'true';
    row.setAttribute('aria-expanded', String(!isOpen));
    if (isOpen) item.querySelector('.fold')?.remove();
    else {
      item.append(foldOf(entry));
      // It would run away under the reader's eyes.
      isFollowing = false;
    }
  }

  /** @param {Entry} entry */
  function foldOf(entry) {
    const box = make('div', 'fold');
    const facts = make('p');
    facts.append(make('span', '', dateOf(entry.time)));
    if (entry.group !== undefined) facts.append(make('span', '', `${entry.group} ${entry.stream ?? ''}`));
    if (entry.traceId !== undefined) {
      const { traceId } = entry;
      const whole = make('button', '', `trace ${traceId}`);
      whole.type = 'button';
      whole.addEventListener('click', () => onTrace(traceId));
      facts.append(whole);
    }
    box.append(facts, showJson(entry.message));
    return box;
  }

  return {
    show,
    /** @param {readonly Entry[]} news */
    add(news) {
      const matching = news.filter((entry) => filter.matches(entry));
      if (isPressed(pause)) {
        missed += matching.length;
        tellMissed();
        return;
      }
      list.append(...matching.slice(-MAX_ROWS).map(itemOf));
      // Rows on the screen stay, because they may be being read.
      const allowed = isFollowing ? MAX_ROWS : MAX_ROWS * 4;
      while (list.childElementCount > allowed) list.firstElementChild?.remove();
      // The row that the tab key led to may be among those that went.
      if (list.querySelector('[tabindex="0"]') === null) {
        list.querySelector('.row')?.setAttribute('tabindex', '0');
      }
      if (isFollowing) list.scrollTop = list.scrollHeight;
    },
  };
}

/** What was rejected may have a time that no date can hold: nanoseconds, say. @param {number} millis */
function dateOf(millis) {
  const date = new Date(millis);
  return Number.isNaN(date.getTime()) ? `time ${millis}` : date.toISOString();
}

/** The time of day here. @param {number} millis */
function timeOf(millis) {
  const date = new Date(millis);
  if (Number.isNaN(date.getTime())) return '?';
  const [hours, minutes, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${hours}:${minutes}:${seconds}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/**
 * Cut at its beginning: the end of a stream's name says more. Its own direction is left to right all the same.
 * @param {Entry} entry
 */
function whereOf({ stream = '' }) {
  const where = make('span', 'where');
  where.append(make('bdi', '', stream));
  return where;
}

/**
 * Eight digits tell traces apart by eye. What stands in the place of an id may be any text, in whole characters.
 * @param {string} traceId
 */
function shortTrace(traceId) {
  return Array.from(traceId).slice(0, 8).join('');
}

/** Events of one trace have one color. @param {string} traceId */
function hueOf(traceId) {
  return (Number.parseInt(traceId.slice(-6), 16) || 0) % 360;
}
