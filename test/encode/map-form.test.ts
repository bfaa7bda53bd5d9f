import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { THROWN_TEXT, TRUNCATED_TEXT } from '../../src/encode/any-value.js';
import { mapForm } from '../../src/encode/map-form.js';
import { MAX_VALUES } from '../../src/encode/write-budget.js';

function entriesOf(map: ReadonlyMap<unknown, unknown>): (readonly [string, unknown])[] {
  const form = mapForm(map);
  assert.ok(form.is === 'object');
  return [...form.entries];
}

describe('map-form', () => {
  it('makes a map an object like Object.fromEntries, whatever its keys', () => {
    const keys = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, fc.integer())), (entries) => {
        const map = new Map<unknown, unknown>(entries);
        const expected = new Map(Array.from(map, ([key, value]) => [String(key), value]));
        assert.deepEqual(new Map(entriesOf(map)), expected);
      }),
    );
  });

  it('makes it a list where a key is an object; other keys become members', () => {
    const key = { id: 1 };
    const form = mapForm(
      new Map<unknown, unknown>([
        ['a', 1],
        [key, 2],
      ]),
    );
    assert.ok(form.is === 'array');
    assert.deepEqual([...form.items], [new Map([['a', 1]]), [key, 2]]);
  });

  it('marks a key that cannot be converted to text', () => {
    const silent = Object.assign(() => undefined, {
      toString: () => {
        throw new Error('no text');
      },
    });
    assert.deepEqual(entriesOf(new Map([[silent, 1]])), [[THROWN_TEXT, 1]]);
  });

  it('reads no more entries than an event can hold', () => {
    const map = new Map(Array.from({ length: MAX_VALUES + 5 }, (_, index) => [index, index]));
    const entries = entriesOf(map);
    assert.equal(entries.length, MAX_VALUES + 1);
    assert.deepEqual(entries.at(-1), [String(MAX_VALUES), TRUNCATED_TEXT]);
  });
});
