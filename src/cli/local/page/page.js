// What the local CloudWatch Logs receives, live. Text of events is only ever set as text, never as HTML.
import { createChosen } from './chosen.js';
import { createFilter } from './filter.js';
import { createList } from './list.js';
import { createPlot } from './plot.js';
import { createStreams } from './streams.js';
import { createSetup } from './setup.js';
import { byId, count } from './dom.js';

/** @typedef {import('../feed.js').Update} Update */
/** @typedef {import('../entries.js').Entry} Entry */

/** The newest entries stay here, so that a filter can look back; older ones are forgotten. */
const MAX_ENTRIES = 5_000;
const MAX_CHARS = 16 * 1024 * 1024;

/** @type {Entry[]} */
let entries = [];
let chars = 0;
/** @type {Update['totals']} */
let totals = { events: 0, problems: 0 };

const filter = createFilter({ onChange: () => list.show() });
const list = createList({ entries: shown, filter, onTrace: filter.followTrace });
const plot = createPlot();
const chosen = createChosen({
  onSeconds: plot.follow,
  onNews(news, isFirst) {
    if (isFirst) list.show();
    else if (!filter.hasTrace()) list.add(news);
    tellShown();
  },
});
const streams = createStreams({
  onChoice(choice) {
    plot.choose(choice);
    filter.choose(choice);
    chosen.choose(
      choice,
      entries.filter((entry) => entry.kind !== 'event' && filter.isChosen(entry)),
    );
    list.show();
    tellShown();
  },
});
createSetup();

/** A trace is shown over all streams. */
function shown() {
  return chosen.isOn() && !filter.hasTrace() ? chosen.entries() : entries;
}

const feed = new EventSource('feed');
feed.addEventListener('open', () => tellState('live', `live from ${location.host}`));
feed.addEventListener('error', () => tellState('', `${location.host} is away, trying again`));
feed.addEventListener('message', ({ data }) => follow(JSON.parse(data)));

/** @param {Update} update */
function follow(update) {
  totals = update.totals;
  streams.take(update);
  chosen.refresh(update.streams.map(([group, stream]) => ({ group, stream })));
  plot.take(update);
  if (update.type === 'snapshot') {
    entries = [];
    chars = 0;
    keep(update.entries);
    list.show();
  } else {
    const last = entries.at(-1)?.id ?? 0;
    const news = update.entries.filter(({ id }) => id > last);
    keep(news);
    take(news);
  }
  byId('total').textContent = count(totals.events);
  byId('problems').textContent = count(totals.problems);
  byId('problem-count').classList.toggle('bad', totals.problems > 0);
  byId('empty').hidden = entries.length > 0;
  tellShown();
}

/** @param {readonly Entry[]} news */
function take(news) {
  if (shown() === entries) return list.add(news);
  // Events of what was chosen come from the server; what was not stored comes with the feed alone.
  const problems = news.filter((entry) => entry.kind !== 'event' && filter.isChosen(entry));
  chosen.keep(problems);
  list.add(problems);
}

/** @param {readonly Entry[]} news */
function keep(news) {
  entries.push(...news);
  chars += charsOf(news);
  // A tenth more at once: cutting at the front moves all that is behind.
  if (entries.length <= MAX_ENTRIES * 1.1 && chars <= MAX_CHARS * 1.1) return;
  let from = Math.max(0, entries.length - MAX_ENTRIES);
  chars = charsOf(entries.slice(from));
  for (; chars > MAX_CHARS; from++) chars -= entries[from]?.message.length ?? 0;
  entries = entries.slice(from);
}

/** @param {readonly Entry[]} some */
function charsOf(some) {
  return some.reduce((sum, { message }) => sum + message.length, 0);
}

function tellShown() {
  if (chosen.isOn()) {
    byId('shown').textContent = `the newest ${count(chosen.entries().length)} of what is chosen`;
    return;
  }
  const older = totals.events + totals.problems - entries.length;
  byId('shown').textContent =
    older > 0 ? `the newest ${count(entries.length)} are kept here` : `${count(entries.length)} kept here`;
}

/**
 * @param {string} name
 * @param {string} text
 */
function tellState(name, text) {
  const state = byId('state');
  state.className = name;
  state.textContent = text;
}

document.addEventListener('keydown', (event) => {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === 'Escape') filter.clear();
  if (target instanceof HTMLInputElement) return;
  if (key === '/') {
    event.preventDefault();
    byId('text').focus();
  } else if (key.toLowerCase() === 'p') byId('pause').click();
});

setInterval(() => {
  streams.draw();
  plot.draw();
  byId('rate').textContent = count(plot.rate());
}, 1_000);
