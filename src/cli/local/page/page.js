// What the local CloudWatch Logs receives, live. Text of events is only ever set as text, never as HTML.
import { createFilter } from './filter.js';
import { createList } from './list.js';
import { createPlot } from './plot.js';
import { createStreams } from './streams.js';
import { byId, count } from './dom.js';

/** @typedef {import('../feed.js').Update} Update */
/** @typedef {import('../feed.js').Entry} Entry */

/** The newest entries stay here, so that a filter can look back; older ones are forgotten. */
const MAX_ENTRIES = 5_000;
const MAX_CHARS = 16 * 1024 * 1024;

/** @type {Entry[]} */
let entries = [];
let chars = 0;
/** @type {Update['totals']} */
let totals = { events: 0, problems: 0 };

const filter = createFilter({ onChange: () => list.show() });
const list = createList({ entries: () => entries, filter, onTrace: filter.followTrace });
const streams = createStreams({ onChoice: filter.choose });
const plot = createPlot();

byId('setup').textContent = `export AWS_ENDPOINT_URL_CLOUDWATCH_LOGS=${location.origin}
export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
export AWS_ACCESS_KEY_ID=LOCAL AWS_SECRET_ACCESS_KEY=local
export OTEL_SERVICE_NAME=my-service
node --import opentelemetry-exporter-cloudwatch-logs/register app.js`;

const feed = new EventSource('feed');
feed.addEventListener('open', () => tellState('live', `live from ${location.host}`));
feed.addEventListener('error', () => tellState('', `${location.host} is away, trying again`));
feed.addEventListener('message', ({ data }) => take(JSON.parse(data)));

/** @param {Update} update */
function take(update) {
  totals = update.totals;
  streams.take(update);
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
    list.add(news);
  }
  byId('total').textContent = count(totals.events);
  byId('problems').textContent = count(totals.problems);
  byId('problem-count').classList.toggle('bad', totals.problems > 0);
  byId('empty').hidden = entries.length > 0;
  tellShown();
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
