import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  asBoolean,
  asInteger,
  asList,
  asLong,
  asObject,
  asString,
  asStringList,
  asStringMap,
  isObject,
} from '../../../src/local-server/model/input.js';

const READERS: readonly (readonly [read: (value: unknown) => unknown, fits: (value: unknown) => boolean])[] =
  [
    [asString, (value) => typeof value === 'string'],
    [asInteger, (value) => Number.isInteger(value)],
    [asLong, (value) => Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 63],
    [asBoolean, (value) => typeof value === 'boolean'],
    [asList, (value) => Array.isArray(value)],
    [asObject, (value) => typeof value === 'object' && !Array.isArray(value)],
  ];

/** What JSON.parse gives, null excepted. */
const present = fc
  .oneof(fc.jsonValue(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .filter((value) => value !== null);

describe('input', () => {
  for (const [read, fits] of READERS) {
    describe(read.name, () => {
      it('gives values of its type as they are, and refuses any other', () => {
        fc.assert(
          fc.property(present, (value) => {
            if (fits(value)) assert.equal(read(value), value);
            else assert.throws(() => read(value), { name: 'SerializationException', status: 400 });
          }),
        );
      });

      it('gives undefined for what is absent or null', () => {
        assert.deepEqual([read(undefined), read(null)], [undefined, undefined]);
      });
    });
  }

  it('names what was sent and what was expected', () => {
    for (const [value, kind] of [
      [[], 'START_ARRAY'],
      ['x', 'STRING_VALUE'],
      [1.5, 'NUMBER_VALUE'],
      [true, 'TRUE_VALUE'],
      [false, 'FALSE_VALUE'],
      [{}, 'START_OBJECT'],
    ] as const) {
      const message = `${kind} can not be converted to Integer`;
      assert.throws(() => asInteger(value), { message, rules: ['malformed JSON'] });
    }
  });

  it('holds a timestamp to 64 bits, by a rule of its own', () => {
    for (const value of [2 ** 63, -(2 ** 63), 1e300, 1.5, 'NaN']) {
      assert.throws(() => asLong(value), { name: 'SerializationException', rules: ['timestamp'] });
    }
    const largest = 2 ** 63 - 1_024;
    assert.deepEqual([largest, -largest, 0].map(asLong), [largest, -largest, 0]);
  });

  it('tells objects from null and lists', () => {
    assert.deepEqual([{}, null, [], 'x', undefined].map(isObject), [true, false, false, false, false]);
  });

  it('reads a map of texts without its null members', () => {
    const parsed: unknown = JSON.parse('{"a":"1","b":null,"__proto__":"2"}');
    assert.deepEqual(
      [...(asStringMap(parsed) ?? [])],
      [
        ['a', '1'],
        ['__proto__', '2'],
      ],
    );
    assert.deepEqual([asStringMap(null), asStringMap(undefined)], [undefined, undefined]);
    for (const value of [{ a: 1 }, { a: {} }, 'x', []]) {
      assert.throws(() => asStringMap(value), { name: 'SerializationException' });
    }
  });

  it('reads a list of texts with null as an empty one', () => {
    assert.deepEqual(asStringList(['a', null, '']), ['a', '', '']);
    assert.deepEqual([asStringList(null), asStringList(undefined)], [undefined, undefined]);
    for (const value of [['a', 1], 'a', {}]) {
      assert.throws(() => asStringList(value), { name: 'SerializationException' });
    }
  });
});
