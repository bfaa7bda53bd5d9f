import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import * as sinon from 'sinon';
import { createFind } from '../../../../src/cli/local/page/find.js';
import { make } from '../../../../src/cli/local/page/dom.js';
import { openPage, type OpenPage } from './helpers/open-page.js';

interface Line {
  readonly button: HTMLElement;
}

function lineOf(): Line {
  const button = make('button');
  button.tabIndex = -1;
  make('li').append(button);
  return { button };
}

function shownOf(lines: ReadonlyMap<string, Line>): string[] {
  return [...lines].filter(([, { button }]) => button.parentElement?.hidden === false).map(([key]) => key);
}

/** Groups and streams that are listed, and what is shown of them. */
function listed(page: OpenPage, names: readonly (readonly [group: string, stream: string])[]) {
  const groups = new Map(names.map(([group]) => [group, lineOf()]));
  const lines = new Map(names.map((pair) => [JSON.stringify(pair), lineOf()]));
  const onHidden = sinon.spy();
  const find = createFind({ groups, lines, onHidden });
  return {
    groups,
    lines,
    onHidden,
    find,
    look: (text: string) => page.type('find', text),
    shownGroups: () => shownOf(groups),
    shownStreams: () => shownOf(lines).map((key): [string, string] => JSON.parse(key)),
  };
}

const NAMES = [
  ['/shop', 'cart'],
  ['/shop', 'pay'],
  ['/mail', 'pay'],
] as const;

/** So short, and of so few characters, that names often have it. */
const shortText = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 3 });

const someNames = fc.uniqueArray(fc.tuple(shortText, shortText), { selector: JSON.stringify });

describe('find', () => {
  it('shows a group whose name has the text, with all its streams', async () => {
    await using page = openPage();
    const list = listed(page, NAMES);
    list.look(' SHO ');
    assert.deepEqual(list.shownGroups(), ['/shop']);
    assert.deepEqual(list.shownStreams(), NAMES.slice(0, 2));
  });

  it('shows of other groups the streams whose names have the text', async () => {
    await using page = openPage();
    const list = listed(page, NAMES);
    list.look('pay');
    assert.deepEqual(list.shownGroups(), ['/shop', '/mail']);
    assert.deepEqual(list.shownStreams(), NAMES.slice(1));
  });

  it('shows all again when the text is removed', async () => {
    await using page = openPage();
    const list = listed(page, NAMES);
    list.look('nothing has this');
    assert.deepEqual([list.shownGroups(), list.shownStreams()], [[], []]);
    list.look(' ');
    assert.deepEqual(list.shownStreams(), NAMES);
  });

  it('looks again when it is called, for streams that are new', async () => {
    await using page = openPage();
    const list = listed(page, NAMES);
    list.look('cart');
    list.lines.set(JSON.stringify(['/mail', 'cart 2']), lineOf());
    list.find();
    assert.deepEqual(list.shownGroups(), ['/shop', '/mail']);
  });

  it('says when it hides what the tab key leads to', async () => {
    await using page = openPage();
    const list = listed(page, NAMES);
    list.groups.get('/mail')!.button.tabIndex = 0;
    list.look('pay');
    sinon.assert.notCalled(list.onHidden);
    list.look('cart');
    sinon.assert.calledOnce(list.onHidden);
  });

  it('shows a group exactly where it shows a stream of it, whatever is looked for', async () => {
    await fc.assert(
      fc.asyncProperty(someNames, shortText, async (names, text) => {
        await using page = openPage();
        const list = listed(page, names);
        list.look(text);
        const groups = list.shownStreams().map(([group]) => group);
        assert.deepEqual(new Set(list.shownGroups()), new Set(groups));
      }),
    );
  });
});
