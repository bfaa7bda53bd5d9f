import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { createFilter, isPressed, press } from '../../../../src/cli/local/page/filter.js';
import { LEVELS } from '../../../../src/cli/local/page/dom.js';
import { entryOf } from './helpers/entry.js';
import { openPage, type OpenPage } from './helpers/open-page.js';

function created(page: OpenPage) {
  const onChange = sinon.spy();
  return {
    ...createFilter({ onChange }),
    onChange,
    press: (id: string) => page.byId(id).click(),
    level: (level: string) => page.byId('levels').querySelector<HTMLElement>(`.is-${level}`)!,
  };
}

const PROBLEM = entryOf({ kind: 'rejected', level: 'error' });

describe('filter', () => {
  it('lets all entries through at first', async () => {
    await using page = openPage();
    const filter = created(page);
    for (const level of LEVELS) assert.ok(filter.matches(entryOf({ level })));
    assert.ok(filter.matches(PROBLEM));
  });

  it('looks for text in the event and in its severity, in capitals or not', async () => {
    await using page = openPage();
    const filter = created(page);
    page.type('text', ' Grün ');
    assert.ok(filter.matches(entryOf({ message: 'GRÜNER TEE' })));
    assert.ok(filter.matches(entryOf({ label: 'grün' })));
    assert.ok(!filter.matches(entryOf({ message: 'tea', label: 'INFO' })));
    sinon.assert.calledOnce(filter.onChange);
  });

  it('has a button for each severity, which hides it and shows it again', async () => {
    await using page = openPage();
    const filter = created(page);
    for (const level of LEVELS) {
      filter.level(level).click();
      assert.equal(filter.level(level).getAttribute('aria-pressed'), 'false');
      assert.deepEqual(
        LEVELS.filter((each) => !filter.matches(entryOf({ level: each }))),
        [level],
      );
      filter.level(level).click();
      assert.ok(filter.matches(entryOf({ level })));
    }
    assert.equal(filter.onChange.callCount, 2 * LEVELS.length);
  });

  it('shows problems even where their severity is hidden', async () => {
    await using page = openPage();
    const filter = created(page);
    filter.level('error').click();
    assert.ok(filter.matches(PROBLEM));
    assert.ok(!filter.matches(entryOf({ level: 'error' })));
  });

  it('shows nothing but problems where these alone are wanted', async () => {
    await using page = openPage();
    const filter = created(page);
    filter.press('only-problems');
    assert.ok(filter.matches(PROBLEM) && filter.matches(entryOf({ kind: 'violation' })));
    assert.ok(!filter.matches(entryOf({ level: 'fatal' })));
    filter.press('only-problems');
    assert.ok(filter.matches(entryOf()));
  });

  it('shows the group or the stream that was chosen', async () => {
    await using page = openPage();
    const filter = created(page);
    const entries = ['/g s', '/g t', '/h s'].map((names) => {
      const [group, stream] = names.split(' ');
      return entryOf({ group, stream });
    });
    const matching = (): boolean[] => entries.map((entry) => filter.matches(entry));
    filter.choose({ group: '/g' });
    assert.deepEqual(matching(), [true, true, false]);
    filter.choose({ group: '/g', stream: 's' });
    assert.deepEqual(matching(), [true, false, false]);
    filter.choose({});
    assert.deepEqual(matching(), [true, true, true]);
  });

  it('shows a trace, by the beginning of its id, over all streams', async () => {
    await using page = openPage();
    const filter = created(page);
    filter.choose({ group: '/other' });
    page.type('trace', ' 4BF9 ');
    assert.ok(filter.hasTrace());
    assert.ok(filter.matches(entryOf({ traceId: '4bf92f35' })));
    assert.ok(!filter.matches(entryOf({ traceId: '04bf92f3' })));
    assert.ok(!filter.matches(entryOf()));
    page.type('trace', ' ');
    assert.ok(!filter.hasTrace());
  });

  it('follows the trace of an event', async () => {
    await using page = openPage();
    const filter = created(page);
    filter.followTrace('abc');
    assert.equal(document.querySelector<HTMLInputElement>('#trace')?.value, 'abc');
    sinon.assert.calledOnce(filter.onChange);
  });

  it('forgets text, trace and problems when it is cleared, and keeps severities and what was chosen', async () => {
    await using page = openPage();
    const filter = created(page);
    filter.choose({ group: '/g' });
    filter.level('debug').click();
    page.type('text', 'x');
    page.type('trace', 'y');
    filter.press('only-problems');
    filter.clear();
    assert.ok(filter.matches(entryOf()));
    assert.ok(!filter.matches(entryOf({ level: 'debug' })));
    assert.ok(!filter.matches(entryOf({ group: '/h' })));
  });

  it('does not send the form', async () => {
    await using page = openPage();
    created(page);
    assert.ok(page.fire('filter', 'submit'));
  });

  it('presses a button, and says whether it is pressed', async () => {
    await using page = openPage();
    const button = page.byId('copy');
    assert.ok(!isPressed(button));
    press(button, true);
    assert.ok(isPressed(button));
    press(button, false);
    assert.ok(!isPressed(button));
    assert.equal(button.getAttribute('aria-pressed'), 'false');
  });
});
