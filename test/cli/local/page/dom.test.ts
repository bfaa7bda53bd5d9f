import assert from 'node:assert/strict';
import { LEVELS as COUNTED } from '../../../../src/cli/events/read-event.js';
import { byId, count, focusable, LEVELS, make, moveByArrows } from '../../../../src/cli/local/page/dom.js';
import { openPage, type OpenPage } from './helpers/open-page.js';

/** A list of three buttons, of which the first has the focus. */
function listIn(page: OpenPage) {
  const list = page.byId('streams');
  moveByArrows(byId('streams'), '.row');
  for (const name of ['a', 'b', 'c']) {
    const button = make('button', 'row', name);
    button.tabIndex = -1;
    list.append(button);
  }
  const rows = list.querySelectorAll<HTMLElement>('.row');
  rows[0]!.focus();
  return {
    list,
    rows,
    stops: () => Array.from(list.querySelectorAll('[tabindex="0"]'), ({ textContent }) => textContent),
  };
}

describe('dom', () => {
  it('knows the severities in the order in which the feed counts them', () => {
    assert.deepEqual(LEVELS, COUNTED);
  });

  it('finds what the page has, and throws for what it has not', async () => {
    await using page = openPage();
    assert.ok(byId('events') === page.byId('events'));
    assert.throws(() => byId('nothing'), { message: 'The page has no nothing.' });
  });

  it('makes elements whose text stays text', async () => {
    await using page = openPage();
    const note = page.byId('setup-note');
    note.append(make('span', 'is-info', '<b>'), make('p'));
    assert.equal(note.innerHTML, '<span class="is-info">&lt;b&gt;</span><p></p>');
  });

  it('writes counts whole, with commas', () => {
    assert.deepEqual([0, 0.4, 999.5, 1_234_567].map(count), ['0', '0', '1,000', '1,234,567']);
  });

  it('moves the focus by arrows, to the ends and no further', async () => {
    await using page = openPage();
    listIn(page);
    const moves = [
      ['ArrowUp', 'a'],
      ['ArrowDown', 'b'],
      ['ArrowDown', 'c'],
      ['ArrowDown', 'c'],
      ['ArrowUp', 'b'],
      ['Home', 'a'],
      ['End', 'c'],
      ['x', 'c'],
    ];
    for (const [key = '', text] of moves) {
      const before = page.focused;
      const isPrevented = page.press(key);
      assert.equal(page.focused?.textContent, text, key);
      // A key that moves nothing keeps its meaning in the browser, such as to scroll.
      assert.equal(isPrevented, page.focused !== before, key);
    }
  });

  it('has one stop for the tab key, where the focus was last', async () => {
    await using page = openPage();
    const { rows, stops } = listIn(page);
    assert.deepEqual(stops(), ['a']);
    page.press('End');
    assert.deepEqual(stops(), ['c']);
    rows[1]!.focus();
    assert.deepEqual(stops(), ['b']);
    focusable(byId('streams'), make('button', 'row', 'elsewhere'));
    assert.deepEqual(stops(), []);
  });

  it('gives no stop to other things of the list that get the focus', async () => {
    await using page = openPage();
    const { list, stops } = listIn(page);
    const other = make('input', 'other');
    list.append(other);
    other.focus();
    assert.ok(page.focused === other);
    assert.deepEqual(stops(), ['a']);
  });
});
