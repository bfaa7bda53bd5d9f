import assert from 'node:assert/strict';
import { compileFilterPattern } from '../../src/local-server/filter-pattern.js';

const LINE = 'GET /users failed: connection reset by peer, code_42';
const JSON_LINE = JSON.stringify({
  level: 'error',
  status: 404,
  ratio: -0.5,
  ok: false,
  none: null,
  text: 'say "hi" to * and }',
  http: { method: 'GET', 'odd.key': 'x' },
  list: [{ id: 7 }, 'two'],
});

function assertMatches(
  line: string,
  table: readonly (readonly [pattern: string, expected: boolean])[],
): void {
  for (const [pattern, expected] of table) {
    it(`${expected ? 'matches' : 'does not match'} ${pattern}`, () => {
      assert.equal(compileFilterPattern(pattern)(line), expected);
    });
  }
}

describe('filter-pattern', () => {
  describe('of terms', () => {
    assertMatches(LINE, [
      ['', true],
      ['  ', true],
      ['failed', true],
      ['FAILED', false],
      ['failed reset', true],
      ['failed absent', false],
      ['code_42', true],
      ['"reset by peer"', true],
      ['"peer by reset"', false],
      ['"/users"', true],
      ['failed -absent', true],
      ['failed -reset', false],
      ['-"reset by"', false],
      ['-absent', true],
      ['?absent ?reset', true],
      ['?absent ?"by peer"', true],
      ['?absent ?missing', false],
      // Optional terms are ignored beside others.
      ['failed ?absent', true],
    ]);

    for (const pattern of ['a.b', '"open', 'a"b"', '""x', '-', 'a|b']) {
      it(`refuses ${pattern}`, () => {
        assert.throws(() => compileFilterPattern(pattern), {
          name: 'InvalidParameterException',
          message: /^Invalid filter pattern/,
        });
      });
    }
  });

  describe('of JSON', () => {
    assertMatches(JSON_LINE, [
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
    ]);

    it('matches no message that is not a JSON object', () => {
      const matches = compileFilterPattern('{ $.level != "x" }');
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
        assert.throws(() => compileFilterPattern(pattern), { name: 'InvalidParameterException' });
      });
    }
  });

  for (const pattern of ['[a, b]', '%[0-9]+%', '?%x%']) {
    it(`says that ${pattern} is not supported`, () => {
      assert.throws(() => compileFilterPattern(pattern), { message: /this local server does not support/ });
    });
  }
});
