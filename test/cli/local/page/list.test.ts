import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import type { Entry } from '../../../../src/cli/local/entries.js';
import { createList } from '../../../../src/cli/local/page/list.js';
import { entryOf } from './helpers/entry.js';
import { openPage, type OpenPage } from './helpers/open-page.js';

/** A list that shows every event but those with the text `other`. */
function created(page: OpenPage, entries: readonly Entry[] = []) {
  const onTrace = sinon.spy();
  const list = createList({
    entries: () => entries,
    filter: { matches: ({ text }) => text !== 'other' },
    onTrace,
  });
  const events = page.byId('events');
  list.show();
  return {
    ...list,
    onTrace,
    events,
    pause: page.byId('pause'),
    rows: () => [...events.querySelectorAll<HTMLElement>('.row')],
    texts: () => Array.from(events.querySelectorAll('.what'), ({ textContent }) => textContent),
    /** The reader goes so far up from the end. */
    scrollUp(pixels: number) {
      setHeights(events, { scrollHeight: 1_000, clientHeight: 200 });
      events.scrollTop = 800 - pixels;
      page.fire('events', 'scroll');
    },
  };
}

function setHeights(
  element: Element,
  heights: Partial<Pick<Element, 'scrollHeight' | 'clientHeight'>>,
): void {
  for (const [name, value] of Object.entries(heights))
    Object.defineProperty(element, name, { value, configurable: true });
}

function numbered(count: number, from = 0): Entry[] {
  return Array.from({ length: count }, (_, index) => entryOf({ id: from + index, text: `${from + index}` }));
}

function textIn(row: Element, name: string): string | undefined {
  return row.querySelector(name)?.textContent;
}

describe('list', () => {
  it('shows what matches, the newest last', async () => {
    await using page = openPage();
    const list = created(page, [entryOf({ text: 'a' }), entryOf({ text: 'other' })]);
    list.add([entryOf({ text: 'other' }), entryOf({ text: 'b' })]);
    assert.deepEqual(list.texts(), ['a', 'b']);
  });

  it('has the parts of an event in its row', async () => {
    await using page = openPage();
    const members = { label: 'WARN', level: 'warn', text: 'low', exception: 'E: x', stream: 'vm/1' } as const;
    const [row] = created(page, [entryOf({ ...members, traceId: 'abcdef0123456789' })]).rows();
    assert.match(textIn(row!, '.when') ?? '', /^\d\d:\d\d:00\.000$/);
    assert.deepEqual(
      ['.level', '.trace', '.what', '.where'].map((name) => textIn(row!, name)),
      ['warn', 'abcdef01', 'low E: x', 'vm/1'],
    );
    assert.equal(row!.parentElement?.className, 'is-warn');
  });

  it('shows a problem with its rule, and no trace', async () => {
    await using page = openPage();
    const problem = entryOf({ kind: 'violation', level: 'error', label: 'Batch order', stream: undefined });
    const [row] = created(page, [problem]).rows();
    assert.deepEqual([textIn(row!, '.level'), textIn(row!, '.trace')], ['Batch order', undefined]);
    assert.equal(row!.parentElement?.className, 'is-error problem');
  });

  it('shows a time that no date can hold', async () => {
    await using page = openPage();
    const [row] = created(page, [entryOf({ time: 1.8e18 })]).rows();
    assert.equal(textIn(row!, '.when'), '?');
    row!.click();
    assert.match(textIn(row!.parentElement!, '.fold') ?? '', /^time 1800000000000000000/);
  });

  it('cuts no emoji of a trace id in half', async () => {
    await using page = openPage();
    const [row] = created(page, [entryOf({ traceId: `abc${'😀'.repeat(10)}` })]).rows();
    assert.equal(textIn(row!, '.trace'), `abc${'😀'.repeat(5)}`);
  });

  it('gives the events of one trace one color', async () => {
    await using page = openPage();
    const ids = ['00000000000000ff', '10000000000000ff', '00000000000000fe', 'none'];
    const rows = created(
      page,
      ids.map((traceId) => entryOf({ traceId })),
    ).rows();
    const hues = rows.map((row) => row.querySelector<HTMLElement>('.trace')?.style.getPropertyValue('--hue'));
    assert.deepEqual(hues, ['255', '255', '254', '0']);
  });

  it('unfolds an event by click or by arrow, and folds it again', async () => {
    await using page = openPage();
    const [row] = created(page, [entryOf({ message: '{"a":1}', traceId: 'abc' })]).rows();
    const item = row!.parentElement!;
    const isOpen = (): boolean => item.querySelector('.fold') !== null;
    row!.click();
    assert.equal(textIn(item, 'pre'), '{\n  "a": 1\n}');
    assert.match(textIn(item, '.fold') ?? '', /^2026-11-21T00:00:00\.000Z\/g strace abc/);
    row!.click();
    assert.ok(!isOpen());
    row!.focus();
    const states = ['ArrowLeft', 'ArrowRight', 'ArrowRight', 'ArrowLeft'].map((key) => {
      page.press(key);
      return [isOpen(), row!.getAttribute('aria-expanded')];
    });
    assert.deepEqual(states, [
      [false, 'false'],
      [true, 'true'],
      [true, 'true'],
      [false, 'false'],
    ]);
  });

  it('follows the trace of an event by key or by click', async () => {
    await using page = openPage();
    const list = created(page, [entryOf({ traceId: 'abc' }), entryOf()]);
    const [row, without] = list.rows();
    without!.focus();
    page.press('t');
    sinon.assert.notCalled(list.onTrace);
    row!.focus();
    page.press('T');
    row!.click();
    row!.parentElement!.querySelector<HTMLElement>('.fold button')!.click();
    assert.deepEqual(list.onTrace.args, [['abc'], ['abc']]);
  });

  it('keeps 500 rows while it follows the end', async () => {
    await using page = openPage();
    const list = created(page, numbered(501));
    assert.deepEqual([list.texts().length, list.texts()[0]], [500, '1']);
    list.add(numbered(1, 501));
    assert.deepEqual([list.texts().length, list.texts().at(-1)], [500, '501']);
    list.add(numbered(600, 502));
    assert.deepEqual([list.texts().length, list.texts()[0]], [500, '602']);
  });

  it('keeps the rows that are being read, up to 2,000', async () => {
    await using page = openPage();
    const list = created(page, numbered(500));
    list.scrollUp(40);
    for (let call = 1; call < 4; call++) list.add(numbered(500, call * 500));
    assert.deepEqual([list.texts().length, list.texts()[0]], [2_000, '0']);
    list.add(numbered(1, 2_000));
    assert.deepEqual([list.texts().length, list.texts()[0]], [2_000, '1']);
  });

  it('follows the end as long as the reader is near it', async () => {
    await using page = openPage();
    const list = created(page, numbered(1));
    list.scrollUp(39);
    list.add(numbered(1));
    assert.equal(list.events.scrollTop, 1_000);
    list.scrollUp(40);
    list.add(numbered(1));
    assert.equal(list.events.scrollTop, 760);
  });

  it('stays where an event was unfolded', async () => {
    await using page = openPage();
    const list = created(page, numbered(1));
    list.rows()[0]!.click();
    setHeights(list.events, { scrollHeight: 1_000 });
    list.add(numbered(1));
    assert.equal(list.events.scrollTop, 0);
  });

  it('adds nothing while it is paused, and counts what matches', async () => {
    await using page = openPage();
    const entries = numbered(1);
    const list = created(page, entries);
    list.pause.click();
    assert.equal(list.pause.textContent, 'Go on');
    const news = [...numbered(1_000, 1), entryOf({ text: 'other' })];
    list.add(news);
    assert.deepEqual([list.texts(), list.pause.textContent], [['0'], 'Go on (1,000 new)']);
    entries.push(...news);
    list.pause.click();
    assert.deepEqual([list.texts().at(-1), list.pause.textContent], ['1000', 'Pause']);
  });

  it('keeps the focus on its event when all is shown again', async () => {
    await using page = openPage();
    const entries = numbered(3);
    const list = created(page, entries);
    list.rows()[1]!.focus();
    entries.shift();
    list.show();
    assert.ok(page.focused === list.rows()[0]);
    assert.equal(textIn(list.rows()[0]!, '.what'), '1');
  });

  it('has one stop for the tab key', async () => {
    await using page = openPage();
    const list = created(page);
    const stops = (): (string | undefined)[] =>
      Array.from(list.events.querySelectorAll('[tabindex="0"]'), (row) => textIn(row, '.what'));
    list.add(numbered(2));
    assert.deepEqual(stops(), ['0']);
    list.rows()[1]!.focus();
    assert.deepEqual(stops(), ['1']);
    list.add(numbered(500, 2));
    assert.deepEqual(stops(), ['2']);
  });
});
