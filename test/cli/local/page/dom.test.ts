import assert from 'node:assert/strict';
import { LEVELS as COUNTED } from '../../../../src/cli/events/read-event.js';
import { byId, count, focusable, LEVELS, make, moveByArrows } from '../../../../src/cli/local/page/dom.js';
import { openPage, type OpenPage } from './helpers/open-page.js';

/** A list of three buttons, of which the first has the focus. */
function listIn(page: OpenPage) {
  const list = page.byId('streams');
  moveByArrows(byId('streams'), '.row');
  for (const name of ['a', 'b', 'c']) {
    const button = page.fakeOf(make('button', 'row', name));
    button.tabIndex = -1;
    list.append(button);
  }
  list.firstElementChild!.focus();
  return {
    list,
    press: (key: string) => (page.focused ?? list).fire('keydown', { key }),
    stops: () => list.querySelectorAll('[tabindex="0"]').map(({ textContent }) => textContent),
  };
}

describe('dom', () => {
  it('knows the severities in the order in which the feed counts them', () => {
    assert.deepEqual(LEVELS, COUNTED);
  });

  it('finds what the page has, and throws for what it has not', () => {
    using page = openPage();
    assert.ok(Object.is(byId('events'), page.byId('events')));
    assert.throws(() => byId('nothing'), { message: 'The page has no nothing.' });
  });

  it('makes elements whose text stays text', () => {
    using page = openPage();
    const element = page.fakeOf(make('span', 'is-info', '<b>'));
    assert.deepEqual([element.className, element.textContent], ['is-info', '<b>']);
    assert.equal(element.childElementCount, 0);
    assert.equal(make('p').getAttribute('class'), null);
  });

  it('writes counts whole, with commas', () => {
    assert.deepEqual([0, 0.4, 999.5, 1_234_567].map(count), ['0', '0', '1,000', '1,234,567']);
  });

  it('moves the focus by arrows, to the ends and no further', () => {
    using page = openPage();
    const { press } = listIn(page);
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
      const { isPrevented } = press(key);
      assert.equal(page.focused?.textContent, text, key);
      // A key that moves nothing keeps its meaning in the browser, such as to scroll.
      assert.equal(isPrevented, page.focused !== before, key);
    }
  });

  it('has one stop for the tab key, where the focus was last', () => {
    using page = openPage();
    const { list, press, stops } = listIn(page);
    assert.deepEqual(stops(), ['a']);
    press('End');
    assert.deepEqual(stops(), ['c']);
    list.children[1]!.focus();
    assert.deepEqual(stops(), ['b']);
    focusable(byId('streams'), make('button', 'row', 'elsewhere'));
    assert.deepEqual(stops(), []);
  });

  it('gives no stop to other things of the list that get the focus', () => {
    using page = openPage();
    const { list, stops } = listIn(page);
    list.append(page.fakeOf(make('input', 'other')));
    list.children.at(-1)!.focus();
    assert.deepEqual(stops(), ['a']);
  });
});
