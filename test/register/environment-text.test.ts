import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { flagOf, wordsIn, trimmedValue } from '../../src/register/environment-text.js';
import type { Environment } from '../../src/util/environment.js';
import { lineOf } from '../helpers/message.js';

describe('environment-text', () => {
  it('trims texts', () => {
    assert.equal(trimmedValue({ A: ' b c ' }, 'A'), 'b c');
    assert.equal(trimmedValue({}, 'A'), '');
  });

  it('reads lists in lower case, without duplicates, blanks and empty names', () => {
    const name = fc.stringMatching(/^[a-zA-Z]{1,3}$/);
    fc.assert(
      fc.property(fc.array(name), fc.constantFrom(',', ' , ', ',,'), (names, separator) => {
        const expected = [...new Set(names.map((text) => text.toLowerCase()))];
        assert.deepEqual(wordsIn({ A: names.join(separator) }, 'A'), expected);
      }),
    );
  });

  for (const [text, value] of [
    ['true', true],
    [' TRUE ', true],
    ['false', false],
    ['', false],
  ] as const) {
    it(`reads the flag "${text}"`, () => {
      const warnings: string[] = [];
      assert.equal(
        flagOf({ A: text }, 'A', (line) => warnings.push(lineOf(line))),
        value,
      );
      assert.deepEqual(warnings, []);
    });
  }

  it('uses the default of a flag that is not set, or invalid', () => {
    const warnings: string[] = [];
    const read = (env: Environment): boolean => flagOf(env, 'A', (line) => warnings.push(lineOf(line)), true);
    assert.deepEqual([read({}), read({ A: 'no' }), read({ A: 'false' })], [true, true, false]);
    assert.deepEqual(warnings, [
      'CWL_SETTING_INVALID: A: expected true or false, got "no". It counts as true.',
    ]);
  });

  it('warns of other values of a flag, and treats them as false', () => {
    const warnings: string[] = [];
    assert.equal(
      flagOf({ A: '1' }, 'A', (line) => warnings.push(lineOf(line))),
      false,
    );
    assert.deepEqual(warnings, [
      'CWL_SETTING_INVALID: A: expected true or false, got "1". It counts as false.',
    ]);
  });
});
