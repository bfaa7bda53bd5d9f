import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { showJson } from '../../../../src/cli/local/page/json.js';
import { openPage, type OpenPage } from './helpers/open-page.js';

const shown = (message: string): string => showJson(message).textContent;

/** The colored parts, with their colors. */
function partsOf(message: string): string[][] {
  return Array.from(showJson(message).children, ({ className, textContent }) => [className, textContent]);
}

/** No string has a character that JSON escapes with a letter, such as a line break. */
const plainJson = fc
  .jsonValue({ stringUnit: 'grapheme' })
  .filter((value) => !/\\[a-z]/.test(JSON.stringify(value)));

describe('json', () => {
  let page: OpenPage;

  beforeEach(() => {
    page = openPage();
  });

  afterEach(() => page[Symbol.asyncDispose]());

  it('gives what is not JSON back as it is', () => {
    for (const text of ['paid', '', '{"a":', "{'a': 1}", ' two  spaces ']) assert.equal(shown(text), text);
  });

  it('indents any JSON as JSON.stringify does, whatever white space it has', () => {
    fc.assert(
      fc.property(plainJson, fc.constantFrom('', ' ', '\t', '   '), (value, space) => {
        assert.equal(shown(JSON.stringify(value, undefined, space)), JSON.stringify(value, undefined, 2));
      }),
    );
  });

  it('colors keys, strings and other values', () => {
    assert.deepEqual(partsOf('{"key" : "text: 1", "n":[-1.5e3,true,null]}'), [
      ['key', '"key"'],
      ['string', '"text: 1"'],
      ['key', '"n"'],
      ['number', '-1.5e3'],
      ['number', 'true'],
      ['number', 'null'],
    ]);
  });

  it('keeps each digit of numbers beyond 2^53', () => {
    assert.equal(shown('{"t":1795243262145123456}'), '{\n  "t": 1795243262145123456\n}');
  });

  it('breaks the lines of a string, and leaves other escapes', () => {
    assert.equal(shown(String.raw`"Error\n\tat a\r\n\tat b"`), '"Error\n\tat a\n\tat b"');
    const others = String.raw`"a \\n is no line break, nor is \\\" or A or \r"`;
    assert.equal(shown(others), others);
  });

  it('stops to indent where white space would be more than the event', () => {
    const indents = [31, 32, 33, 1_000].map((levels) => {
      const [spaces = ''] = / *(?=1)/.exec(shown(`${'['.repeat(levels)}1${']'.repeat(levels)}`)) ?? [];
      return spaces.length;
    });
    assert.deepEqual(indents, [62, 64, 64, 64]);
  });
});
