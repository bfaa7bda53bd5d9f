import { byId, count, LEVELS } from './dom.js';

/** @typedef {import('../feed.js').Update} Update */

/** The time from the left edge to now. */
export const SECONDS = 120;
const HEIGHT = 100;

/** One event can be seen beside a million. */
const MIN_BAR_HEIGHT = 1.5;

/** The highest bar leaves room for little ones of all severities. */
const MAX_BAR_HEIGHT = HEIGHT - MIN_BAR_HEIGHT * LEVELS.length;

const SVG = 'http://www.w3.org/2000/svg';

/** Seconds that the rate is taken over: the one that runs is not done yet. */
const RATE_SECONDS = 5;

/** Events a second, a bar for each, by severity. */
export function createPlot() {
  const plot = byId('plot');
  plot.setAttribute('viewBox', `0 0 ${SECONDS} ${HEIGHT}`);
  const paths = LEVELS.map((level) => {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('class', `is-${level}`);
    plot.append(path);
    return path;
  });
  /** @type {Map<number, readonly number[]>} */
  let bySecond = new Map();
  /** Of what was chosen; undefined where nothing is. @type {Map<number, readonly number[]> | undefined} */
  let chosen;
  /** How far the clock of the server is from ours. */
  let ahead = 0;

  function draw() {
    const now = thisSecond();
    bySecond = new Map([...bySecond].filter(([second]) => second > now - SECONDS));
    const shown = [...(chosen ?? bySecond)].filter(([second]) => second > now - SECONDS);
    const peak = Math.max(1, ...shown.map(([, counts]) => sum(counts)));
    const drawn = LEVELS.map(() => '');
    for (const [second, counts] of shown) {
      const x = second - now + SECONDS - 1;
      let top = HEIGHT;
      // The worst stands at the bottom, where it is seen when it is little.
      for (const [index, value] of counts.entries()) {
        if (value === 0) continue;
        const height = Math.max(MIN_BAR_HEIGHT, (value / peak) * MAX_BAR_HEIGHT);
        top -= height;
        drawn[index] += `M${x + 0.1} ${top.toFixed(1)}h.8v${height.toFixed(1)}h-.8z`;
      }
    }
    for (const [index, path] of paths.entries()) path.setAttribute('d', drawn[index] ?? '');
    byId('peak').textContent = shown.length === 0 ? '' : `peak ${count(peak)} a second`;
  }

  function thisSecond() {
    return Math.floor((Date.now() + ahead) / 1_000);
  }

  return {
    draw,
    /** @param {import('./filter.js').Choice} choice */
    choose({ group, stream }) {
      chosen = group === undefined ? undefined : new Map();
      byId('plotted').textContent = stream ?? group ?? 'all streams';
      draw();
    },
    /** All seconds of what was chosen. @param {Update['seconds']} seconds */
    follow(seconds) {
      chosen = new Map(seconds.map(({ second, counts }) => [second, counts]));
      draw();
    },
    /** @param {Update} update */
    take({ type, now, seconds }) {
      ahead = now - Date.now();
      if (type === 'snapshot') bySecond = new Map();
      for (const { second, counts } of seconds) bySecond.set(second, counts);
      draw();
    },
    /** Events a second, of late. */
    rate() {
      const now = thisSecond();
      let events = 0;
      for (let back = 1; back <= RATE_SECONDS; back++) events += sum(bySecond.get(now - back) ?? []);
      return events / RATE_SECONDS;
    },
  };
}

/** @param {readonly number[]} counts */
function sum(counts) {
  return counts.reduce((total, value) => total + value, 0);
}
