import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as sinon from 'sinon';
import type { Entry } from '../../../../src/cli/local/entries.js';
import type { Update } from '../../../../src/cli/local/feed.js';
import type { Chosen } from '../../../../src/cli/local/site.js';
import { entryOf } from './helpers/entry.js';
import { openPage, settled } from './helpers/open-page.js';

/** The page's clock stands still, but for what a test lets pass. */
const NOW = 1_000_000;

const require = createRequire(import.meta.url);

const PAGE = require.resolve('../../../../src/cli/local/page/page.js');

/** The page, loaded for this test, with a server that says what the test says. */
async function loaded() {
  const asked: string[] = [];
  const feed = new EventTarget();
  const EventSource = sinon.fake.returns(feed);
  let chosen: Chosen = { last: 0, entries: [], seconds: [] };
  const page = openPage({
    EventSource,
    fetch: async (url: string) => {
      asked.push(url);
      return Response.json(url === 'setup' ? { commands: 'node app.js', note: '' } : chosen);
    },
  });
  // By import() it would have its parts a second time, which the coverage does not tell apart.
  delete require.cache[PAGE];
  try {
    require(PAGE);
  } catch (error) {
    await page[Symbol.asyncDispose]();
    throw error;
  }
  return {
    ...page,
    feed,
    EventSource,
    asked,
    focused: () => page.focused?.id,
    send(entries: readonly Entry[], members: Partial<Update> = {}) {
      const totals = { events: entries.length, problems: 0 };
      const update: Update = {
        type: 'update',
        now: NOW,
        entries,
        streams: [],
        seconds: [],
        totals,
        ...members,
      };
      feed.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(update) }));
    },
    /** What the server answers to a choice from now on. */
    answer: (answer: Chosen) => (chosen = answer),
    /** Chooses a group, a stream or all, and waits for the answer. */
    async choose(name: string) {
      document.querySelector<HTMLElement>(`#streams [title="${name}"]`)!.click();
      await settled();
    },
    textOf: (id: string) => page.byId(id).textContent,
    rows: () => Array.from(document.querySelectorAll('#events .what'), ({ textContent }) => textContent),
  };
}

const A = entryOf({ id: 1, text: 'a', stream: 'a', traceId: 'abc' });
const B = entryOf({ id: 2, text: 'b', stream: 'b', traceId: 'abc' });
const REJECTED = entryOf({ id: 3, kind: 'rejected', level: 'error', text: 'rejected', stream: 'a' });

const SNAPSHOT = {
  type: 'snapshot',
  streams: [
    ['/g', 'a', 1],
    ['/g', 'b', 1],
  ],
} as const;

describe('page', () => {
  let clock: sinon.SinonFakeTimers;

  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: NOW, toFake: ['Date', 'setInterval'] });
  });

  afterEach(() => clock.restore());

  it('follows the feed, and says whether the server is there', async () => {
    await using page = await loaded();
    sinon.assert.calledOnceWithExactly(page.EventSource, 'feed');
    assert.deepEqual(page.asked, ['setup']);
    page.feed.dispatchEvent(new Event('open'));
    assert.deepEqual(
      [page.textOf('state'), page.byId('state').className],
      [`live from ${location.host}`, 'live'],
    );
    page.feed.dispatchEvent(new Event('error'));
    assert.deepEqual(
      [page.textOf('state'), page.byId('state').className],
      [`${location.host} is away, trying again`, ''],
    );
  });

  it('shows a snapshot in place of all, and of an update what is new', async () => {
    await using page = await loaded();
    page.send([entryOf({ id: 9, text: 'of an earlier server' })], SNAPSHOT);
    page.send([A], SNAPSHOT);
    page.send([A, B]);
    assert.deepEqual(page.rows(), ['a', 'b']);
    assert.equal(page.textOf('shown'), '2 kept here');
  });

  it('says what to do until the first event', async () => {
    await using page = await loaded();
    await settled();
    page.send([], { type: 'snapshot' });
    assert.deepEqual([page.byId('empty').hidden, page.textOf('setup')], [false, 'node app.js']);
    page.send([A]);
    assert.equal(page.byId('empty').hidden, true);
  });

  it('counts events and problems, and what it no longer has', async () => {
    await using page = await loaded();
    page.send([A], { totals: { events: 1_000, problems: 0 } });
    const { classList } = page.byId('problem-count');
    assert.ok(!classList.contains('bad'));
    page.send([B], { totals: { events: 2_000, problems: 3 } });
    assert.ok(classList.contains('bad'));
    assert.deepEqual(['total', 'problems', 'shown'].map(page.textOf), [
      '2,000',
      '3',
      'the newest 2 are kept here',
    ]);
  });

  it('shows what is chosen as the server has it, and problems of it as the feed has them', async () => {
    await using page = await loaded();
    page.send([A, B, REJECTED], SNAPSHOT);
    page.answer({ last: 1, entries: [entryOf({ stream: 'a', text: 'long ago' })], seconds: [] });
    await page.choose('a');
    assert.deepEqual(page.rows(), ['rejected', 'long ago']);
    assert.equal(page.textOf('shown'), 'the newest 2 of what is chosen');

    page.answer({ last: 2, entries: [entryOf({ stream: 'a', text: 'of late' })], seconds: [] });
    const news = ['a', 'b'].flatMap((stream) => [
      entryOf({ id: 4, stream, text: `event of ${stream}` }),
      { ...REJECTED, id: 5, stream, text: `problem of ${stream}` },
    ]);
    page.send(news, { streams: [['/g', 'a', 2]] });
    await settled();
    assert.deepEqual(page.rows(), ['rejected', 'long ago', 'problem of a', 'of late']);
    assert.equal(page.textOf('shown'), 'the newest 4 of what is chosen');
    assert.deepEqual(page.asked, [
      'setup',
      'chosen?group=%2Fg&after=0&stream=a',
      'chosen?group=%2Fg&after=1&stream=a',
    ]);

    await page.choose('All streams');
    assert.deepEqual(page.rows(), ['a', 'b', 'rejected', ...news.map(({ text }) => text)]);
    assert.equal(page.textOf('shown'), '7 kept here');
  });

  it('shows what is chosen even while it is paused', async () => {
    await using page = await loaded();
    page.send([A], SNAPSHOT);
    page.press('p');
    page.answer({ last: 1, entries: [entryOf({ stream: 'b', text: 'long ago' })], seconds: [] });
    await page.choose('b');
    assert.deepEqual(page.rows(), ['long ago']);
  });

  it('plots what is chosen', async () => {
    await using page = await loaded();
    const counts = [0, 0, 0, 2, 0, 0, 0];
    page.send([A], { ...SNAPSHOT, seconds: [{ second: NOW / 1_000, counts }] });
    assert.deepEqual(['plotted', 'peak'].map(page.textOf), ['all streams', 'peak 2 a second']);
    page.answer({ last: 1, entries: [], seconds: [{ second: NOW / 1_000, counts: [1, 0, 0, 0, 0, 0, 0] }] });
    await page.choose('a');
    assert.deepEqual(['plotted', 'peak'].map(page.textOf), ['a', 'peak 1 a second']);
  });

  it('shows a trace over all streams, whatever is chosen', async () => {
    await using page = await loaded();
    page.send([A, B], SNAPSHOT);
    page.answer({ last: 1, entries: [A], seconds: [] });
    await page.choose('a');
    assert.deepEqual(page.rows(), ['a']);
    document.querySelector<HTMLElement>('.row')!.focus();
    page.press('t');
    assert.deepEqual(page.rows(), ['a', 'b']);
    page.answer({ last: 2, entries: [{ ...A, text: 'of what is chosen' }], seconds: [] });
    page.send([entryOf({ id: 4, text: 'c', stream: 'c', traceId: 'abc' })], { streams: [['/g', 'a', 2]] });
    await settled();
    assert.deepEqual(page.rows(), ['a', 'b', 'c']);
    page.press('Escape');
    assert.deepEqual(page.rows(), ['a', 'of what is chosen']);
  });

  it('searches by slash, pauses by P, and forgets the search by Escape', async () => {
    await using page = await loaded();
    page.send([A, B], SNAPSHOT);
    assert.ok(page.press('/'), 'no slash is typed');
    assert.equal(page.focused(), 'text');
    page.type('text', 'nothing has this');
    assert.deepEqual(page.rows(), []);
    page.press('Escape');
    assert.deepEqual(page.rows(), ['a', 'b']);
    page.byId('text').blur();
    page.press('P');
    assert.equal(page.textOf('pause'), 'Go on');
    page.press('p');
    assert.equal(page.textOf('pause'), 'Pause');
  });

  it('leaves keys to an input, and to the browser where another key is held', async () => {
    await using page = await loaded();
    for (const held of ['ctrlKey', 'metaKey', 'altKey']) {
      for (const key of ['/', 'p']) assert.ok(!page.press(key, { [held]: true }));
    }
    page.byId('trace').focus();
    for (const key of ['/', 'p']) assert.ok(!page.press(key));
    assert.deepEqual([page.focused(), page.textOf('pause')], ['trace', 'Pause']);
  });

  it('keeps the newest 5,000 entries, and cuts when it has a tenth more', async () => {
    await using page = await loaded();
    // Rows would only make it slow.
    page.type('text', 'nothing has this');
    const entries = Array.from({ length: 5_501 }, (_, index) => entryOf({ id: index + 1 }));
    page.send(entries.slice(0, 5_500), { type: 'snapshot' });
    assert.equal(page.textOf('shown'), '5,500 kept here');
    page.send(entries.slice(5_500), { totals: { events: 5_501, problems: 0 } });
    assert.equal(page.textOf('shown'), 'the newest 5,000 are kept here');
    page.send([], { totals: { events: 5_000, problems: 0 } });
    assert.equal(page.textOf('shown'), '5,000 kept here');
  });

  it('keeps the newest 16 MB of text, and cuts when it has a tenth more', async () => {
    await using page = await loaded();
    const MB = 1024 * 1024;
    const sizes = [8, 8, 1.5, 0.2];
    const entries = sizes.map((size, index) =>
      entryOf({ id: index + 1, text: `${index}`, message: 'x'.repeat(size * MB) }),
    );
    // The second is in place of the first.
    for (let count = 0; count < 2; count++) page.send(entries.slice(0, 3), { type: 'snapshot' });
    assert.equal(page.textOf('shown'), '3 kept here');
    page.send(entries.slice(3));
    page.send([], { totals: { events: 4, problems: 0 } });
    assert.equal(page.textOf('shown'), 'the newest 3 are kept here');
    page.type('text', 'x');
    assert.deepEqual(page.rows(), ['1', '2', '3']);
  });

  it('tells the rates each second', async () => {
    await using page = await loaded();
    page.send([], SNAPSHOT);
    const counts = [0, 0, 0, 10, 0, 0, 0];
    page.send([A], { streams: [['/g', 'a', 11]], seconds: [{ second: NOW / 1_000, counts }] });
    assert.equal(page.textOf('rate'), '0');
    clock.tick(1_000);
    assert.equal(page.textOf('rate'), '2');
    assert.match(document.querySelector('#streams [title="a"]')!.textContent, / 10\/s$/);
    clock.tick(119_000);
    assert.deepEqual(['rate', 'peak'].map(page.textOf), ['0', '']);
  });
});
