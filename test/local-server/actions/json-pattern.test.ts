import assert from 'node:assert/strict';
import { compileJsonPattern } from '../../../src/local-server/actions/json-pattern.js';

const LINE = JSON.stringify({
  level: 'error',
  status: 404,
  ratio: -0.5,
  ok: false,
  none: null,
  text: 'say "hi" to * and }',
  http: { method: 'GET', 'odd.key': 'x' },
  list: [{ id: 7 }, 'two'],
});

describe('json-pattern', () => {
  for (const [pattern, expected] of [
    ['{ $.level = "error" }', true],
    ['{$.level="error"}', true],
    ['{ $.level = error }', true],
    ['{ $.level = "Error" }', false],
    ['{ $.level != "info" }', true],
    ['{ $.level != "error" }', false],
    ['{ $.absent = "x" }', false],
    ['{ $.absent != "x" }', false],
    ['{ $.level = "err*" }', true],
    ['{ $.level = "*ror" }', true],
    ['{ $.level = "e*r*r" }', true],
    ['{ $.level = "*" }', true],
    ['{ $.level = "error*error" }', false],
    ['{ $.level = "e*x*r" }', false],
    ['{ $.level = "err" }', false],
    ['{ $.text = "say \\"hi\\" *" }', true],
    ['{ $.status = 404 }', true],
    ['{ $.status = 405 }', false],
    ['{ $.status = "404" }', false],
    ['{ $.status = 4* }', true],
    ['{ $.status != 404 }', false],
    ['{ $.status > 403 }', true],
    ['{ $.status > 404 }', false],
    ['{ $.status >= 404 }', true],
    ['{ $.status < 404 }', false],
    ['{ $.status <= 404 }', true],
    ['{ $.ratio < 0 }', true],
    ['{ $.ratio = -0.5 }', true],
    ['{ $.level > 1 }', false],
    ['{ $.http.method = "GET" }', true],
    ['{ $.http[\'odd.key\'] = "x" }', true],
    ['{ $.list[0].id = 7 }', true],
    ['{ $.list[1] = "two" }', true],
    ['{ $.list[2] = "two" }', false],
    ['{ $.level = "error" && $.status = 404 }', true],
    ['{ $.level = "error" && $.status = 1 }', false],
    ['{ $.level = "info" || $.status = 404 }', true],
    ['{ $.level = "error" || $.status = 1 && $.ok = 1 }', true],
    ['{ ($.level = "error" || $.status = 1) && $.ok = 1 }', false],
  ] as const) {
    it(`${expected ? 'matches' : 'does not match'} ${pattern}`, () => {
      assert.equal(compileJsonPattern(pattern)(LINE), expected);
    });
  }

  it('takes an index only from a list, and a name only from an object', () => {
    const line = JSON.stringify({ list: ['a', 'b'], object: { 0: 'a' } });
    for (const [pattern, expected] of [
      ['{ $.list[0] = "a" }', true],
      ['{ $.list.length = 2 }', false],
      ['{ $.object[0] = "a" }', false],
      ['{ $.object.0 = "a" }', true],
    ] as const) {
      assert.equal(compileJsonPattern(pattern)(line), expected, pattern);
    }
  });

  it('matches no message that is not a JSON object', () => {
    const matches = compileJsonPattern('{ $.level != "x" }');
    for (const message of ['level error', '{"level":', '["level"]', '"level"', '1', 'null', '{}']) {
      assert.equal(matches(message), false, message);
    }
  });

  for (const pattern of [
    '{ $.level = "error"',
    '{ }',
    '{ $.level }',
    '{ $.level = }',
    '{ "x" = $.level }',
    '{ $.level IS NULL }',
    '{ $.level > "a" }',
    '{ ($.a = 1 }',
    '{ $.a = 1 $.b = 2 }',
    '{ $.a = 1 && }',
    '{ $.a && 1 }',
    '{ $.a ( 1 }',
    '{ $.a = ! }',
    '{ $.a = $.b }',
  ]) {
    it(`refuses ${pattern}`, () => {
      assert.throws(() => compileJsonPattern(pattern), { name: 'InvalidParameterException' });
    });
  }
});
