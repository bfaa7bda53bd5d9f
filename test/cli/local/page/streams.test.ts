import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import type { Update } from '../../../../src/cli/local/feed.js';
import { createStreams } from '../../../../src/cli/local/page/streams.js';
import { openPage, type OpenPage } from './helpers/open-page.js';

type Stream = Update['streams'][number];

function update(streams: readonly Stream[], members: Partial<Update> = {}): Update {
  const events = streams.reduce((sum, [, , count]) => sum + count, 0);
  const totals = { events, problems: 0 };
  return { type: 'update', now: 0, entries: [], streams, seconds: [], totals, ...members };
}

function nameOf(button: Element): string {
  return button.querySelector('.name')?.textContent ?? '';
}

function created(page: OpenPage) {
  const onChoice = sinon.spy();
  const streams = createStreams({ onChoice });
  const list = page.byId('streams');
  const buttons = () => [...list.querySelectorAll('button')];
  const button = (name: string) => buttons().find((each) => nameOf(each) === name) ?? assert.fail(name);
  return {
    ...streams,
    onChoice,
    button,
    buttons,
    snapshot: (...some: Stream[]) => streams.take(update(some, { type: 'snapshot' })),
    update: (...some: Stream[]) => streams.take(update(some)),
    names: () => buttons().map(nameOf),
    /** Its count, and its rate where it has one. */
    tellsOf: (name: string) => button(name).querySelector('.count')?.textContent,
    pressed: () => Array.from(list.querySelectorAll('[aria-pressed="true"]'), nameOf),
  };
}

describe('streams', () => {
  it('lists the newest group and the newest stream first', async () => {
    await using page = openPage();
    const list = created(page);
    list.snapshot(['/g', 'a', 1], ['/g', 'b', 1]);
    list.update(['/h', 'c', 1]);
    assert.deepEqual(list.names(), ['All streams', '/h', 'c', '/g', 'b', 'a']);
  });

  it('counts events of streams, groups and all', async () => {
    await using page = openPage();
    const list = created(page);
    list.snapshot(['/g', 'a', 1_000], ['/g', 'b', 2]);
    list.take(update([['/g', 'b', 5]], { totals: { events: 2_000, problems: 0 } }));
    assert.deepEqual(['a', 'b', '/g', 'All streams'].map(list.tellsOf), ['1,000', '5', '1,005', '2,000']);
  });

  it('has the rate of what came since the page was opened, over at most five seconds', async () => {
    await using page = openPage();
    const list = created(page);
    list.snapshot(['/g', 'a', 1_000]);
    assert.equal(list.tellsOf('a'), '1,000');
    list.update(['/g', 'a', 1_100]);
    const told = Array.from({ length: 6 }, () => {
      list.draw();
      return list.tellsOf('a');
    });
    const rates = [' · 100/s', ' · 50/s', ' · 33/s', ' · 25/s', ' · 20/s', ''];
    assert.deepEqual(
      told,
      rates.map((rate) => `1,100${rate}`),
    );
  });

  it('has the rate of a new stream from its first event on', async () => {
    await using page = openPage();
    const list = created(page);
    list.snapshot();
    list.update(['/g', 'a', 3]);
    list.draw();
    assert.deepEqual(['a', '/g', 'All streams'].map(list.tellsOf), Array(3).fill('3 · 3.0/s'));
  });

  it('draws the rates as shares of the fastest', async () => {
    await using page = openPage();
    const list = created(page);
    list.snapshot(['/g', 'a', 0], ['/g', 'b', 0]);
    list.take(
      update(
        [
          ['/g', 'a', 300],
          ['/g', 'b', 100],
        ],
        { totals: { events: 400, problems: 0 } },
      ),
    );
    list.draw();
    const shares = ['All streams', '/g', 'a', 'b'].map((name) =>
      list.button(name).querySelector<HTMLElement>('.speed')?.style.getPropertyValue('--share'),
    );
    assert.deepEqual(shares, ['100%', '100%', '75%', '25%']);
  });

  it('calls back with what is chosen, and presses its button alone', async () => {
    await using page = openPage();
    const list = created(page);
    list.snapshot(['/g', 'a', 1]);
    list.onChoice.resetHistory();
    for (const name of ['/g', 'a', 'All streams']) {
      list.button(name).click();
      assert.deepEqual(list.pressed(), [name]);
    }
    assert.deepEqual(list.onChoice.args, [[{ group: '/g' }], [{ group: '/g', stream: 'a' }], [{}]]);
  });

  it('begins again with a snapshot, and gives up what was chosen', async () => {
    await using page = openPage();
    const list = created(page);
    list.snapshot(['/g', 'a', 5]);
    list.button('a').click();
    list.snapshot(['/h', 'a', 1]);
    assert.deepEqual(list.names(), ['All streams', '/h', 'a']);
    assert.deepEqual([list.pressed(), list.onChoice.lastCall.args], [['All streams'], [{}]]);
  });

  it('tells streams of one name in two groups apart, whatever is in the names', async () => {
    await using page = openPage();
    const list = created(page);
    list.snapshot(['/g', 'a","b', 1], ['/g","a', 'b', 2]);
    assert.deepEqual(['a","b', 'b'].map(list.tellsOf), ['1', '2']);
    assert.equal(list.buttons().length, 5);
  });

  it('keeps looking for what was typed when streams are new', async () => {
    await using page = openPage();
    const list = created(page);
    list.snapshot(['/g', 'pay', 1]);
    page.type('find', 'pay');
    list.update(['/g', 'cart', 1]);
    assert.equal(list.button('cart').parentElement?.hidden, true);
    assert.equal(list.button('pay').parentElement?.hidden, false);
  });

  it('leads the tab key to all streams when it hides the stream that it would lead to', async () => {
    await using page = openPage();
    const list = created(page);
    list.snapshot(['/g', 'pay', 1]);
    list.button('pay').focus();
    page.type('find', 'cart');
    assert.equal(list.button('All streams').tabIndex, 0);
  });

  it('moves the focus by arrows, over what is hidden', async () => {
    await using page = openPage();
    const list = created(page);
    list.snapshot(['/g', 'a', 1], ['/g', 'b', 1]);
    list.button('b').parentElement!.hidden = true;
    list.button('/g').focus();
    page.press('ArrowDown');
    assert.ok(page.focused === list.button('a'));
  });

  it('lists 2,000 streams, and a group as long as it has one of them', async () => {
    await using page = openPage();
    const list = created(page);
    list.snapshot(['/old', 'first', 1], ...streamsOf(1_999));
    assert.ok(list.names().includes('first'));
    list.update(['/g', 'last', 1]);
    assert.ok(!list.names().includes('first') && !list.names().includes('/old'));
    assert.equal(list.names().filter((name) => !/^\/|^All/.test(name)).length, 2_000);
  });

  it('keeps a stream that is in use, and counts its events once', async () => {
    await using page = openPage();
    const list = created(page);
    list.snapshot(['/g', 'busy', 100], ...streamsOf(1_999));
    list.update(['/g', 'busy', 101]);
    list.update(['/g', 'new', 1]);
    list.update(['/g', 'busy', 102]);
    assert.equal(list.tellsOf('busy'), '102');
    assert.equal(list.tellsOf('/g'), '2,102');
  });
});

function streamsOf(count: number): Stream[] {
  return Array.from({ length: count }, (_, index) => ['/g', `s${index}`, 1]);
}
