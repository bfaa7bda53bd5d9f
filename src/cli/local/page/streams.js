import { byId, count, focusable, make, moveByArrows } from './dom.js';
import { createFind } from './find.js';
import { press } from './filter.js';

/** @typedef {import('../feed.js').Update} Update */

/** Seconds that a rate is taken over. */
const RATE_SECONDS = 5;

/** Streams that are listed, as many as the server keeps; beyond it the one used longest ago goes, as it does there. */
const MAX_STREAMS = 2_000;

/**
 * @typedef {object} Line
 * @property {HTMLButtonElement} button
 * @property {HTMLElement} count
 * @property {HTMLElement} speed
 * @property {number} total
 * @property {number} rate events a second, of late
 * @property {number[]} history totals of the last seconds, the newest last; none before the first rate
 */

/**
 * Log groups and their streams, with counts and rates; one can be chosen.
 * @param {{ onChoice(choice: { group?: string, stream?: string }): void }} parts
 */
export function createStreams({ onChoice }) {
  const list = byId('streams');
  /** @type {Map<string, Line>} */
  const groups = new Map();
  /** @type {Map<string, Line>} */
  const lines = new Map();
  moveByArrows(list, 'li:not([hidden]) > button');
  const all = lineOf('All streams', 'all', {});
  all.button.tabIndex = 0;
  press(all.button, true);
  const first = wrapped(all);
  list.append(first);
  const find = createFind({ groups, lines, onHidden: () => focusable(list, all.button) });

  /**
   * @param {string} name
   * @param {string} className
   * @param {{ group?: string, stream?: string }} choice
   * @returns {Line}
   */
  function lineOf(name, className, choice) {
    const button = make('button', className);
    button.type = 'button';
    button.tabIndex = -1;
    button.title = name;
    press(button, false);
    const line = {
      button,
      count: make('span', 'count'),
      speed: make('span', 'speed'),
      total: 0,
      rate: 0,
      history: [0],
    };
    button.append(make('span', 'name', name), line.count, line.speed);
    button.addEventListener('click', () => {
      for (const pressed of list.querySelectorAll('[aria-pressed="true"]')) {
        pressed.setAttribute('aria-pressed', 'false');
      }
      press(button, true);
      onChoice(choice);
    });
    return line;
  }

  /**
   * @param {string} group
   * @returns {Line}
   */
  function groupLine(group) {
    const known = groups.get(group);
    if (known !== undefined) return known;
    const line = lineOf(group, 'group', { group });
    groups.set(group, line);
    const item = wrapped(line);
    item.append(make('ul'));
    // The newest stands on top.
    first.after(item);
    return line;
  }

  /**
   * @param {string} group
   * @param {string} stream
   * @returns {Line}
   */
  function streamLine(group, stream) {
    const key = JSON.stringify([group, stream]);
    const known = lines.get(key);
    if (known !== undefined) {
      // The one used longest ago stands first.
      lines.delete(key);
      lines.set(key, known);
      return known;
    }
    const line = lineOf(stream, 'stream', { group, stream });
    lines.set(key, line);
    if (lines.size > MAX_STREAMS) forgetFirst();
    groupLine(group).button.parentElement?.querySelector('ul')?.prepend(wrapped(line));
    return line;
  }

  function forgetFirst() {
    const [[key, line] = []] = lines;
    if (key === undefined || line === undefined) return;
    lines.delete(key);
    const item = line.button.parentElement;
    const siblings = item?.parentElement;
    item?.remove();
    if (siblings?.childElementCount !== 0) return;
    siblings.parentElement?.remove();
    groups.delete(JSON.parse(key)[0]);
  }

  /** What a snapshot says is all there is. */
  function beginAnew() {
    for (const line of [...groups.values(), ...lines.values()]) line.button.parentElement?.remove();
    groups.clear();
    lines.clear();
    press(all.button, true);
    onChoice({});
  }

  function draw() {
    const drawn = [...groups.values(), ...lines.values(), all];
    for (const line of drawn) {
      line.rate = rateOf(line);
      line.history = [...line.history, line.total].slice(-RATE_SECONDS);
    }
    const fastest = Math.max(1, ...drawn.map(({ rate }) => rate));
    for (const line of drawn) {
      tell(line);
      line.speed.style.setProperty('--share', `${(line.rate / fastest) * 100}%`);
    }
  }

  return {
    draw,
    /** @param {Update} update */
    take({ type, streams, totals }) {
      if (type === 'snapshot') beginAnew();
      for (const [group, stream, total] of streams) {
        const line = streamLine(group, stream);
        const owner = groupLine(group);
        owner.total += total - line.total;
        line.total = total;
        tell(line);
        tell(owner);
        // What came before the page was opened is no rate.
        if (type === 'snapshot') line.history = [];
        if (type === 'snapshot') owner.history = [];
      }
      find();
      all.total = totals.events;
      tell(all);
      if (type === 'snapshot') {
        all.history = [];
        draw();
      }
    },
  };
}

/** @param {Line} line */
function wrapped({ button }) {
  const item = make('li');
  item.append(button);
  return item;
}

/** @param {Line} line */
function tell(line) {
  const { total, rate } = line;
  line.count.textContent = rate >= 0.1 ? `${count(total)} · ${shortRate(rate)}/s` : count(total);
}

/** @param {Line} line */
function rateOf({ total, history }) {
  return (total - (history[0] ?? total)) / Math.max(1, history.length);
}

/** @param {number} rate */
function shortRate(rate) {
  return rate < 10 ? rate.toFixed(1) : count(rate);
}
