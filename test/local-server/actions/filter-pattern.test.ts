import assert from 'node:assert/strict';
import { compileFilterPattern } from '../../../src/local-server/actions/filter-pattern.js';

const LINE = 'GET /users failed: connection reset by peer, code_42';

describe('filter-pattern', () => {
  describe('of terms', () => {
    for (const [pattern, expected] of [
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
    ] as const) {
      it(`${expected ? 'matches' : 'does not match'} ${pattern}`, () => {
        assert.equal(compileFilterPattern(pattern)(LINE), expected);
      });
    }

    for (const pattern of ['a.b', '"open', 'a"b"', '""x', '-', 'a|b']) {
      it(`refuses ${pattern}`, () => {
        assert.throws(() => compileFilterPattern(pattern), {
          name: 'InvalidParameterException',
          message: /^Invalid filter pattern/,
        });
      });
    }
  });

  it('leaves a pattern in braces to the test of JSON, whatever stands around it', () => {
    const matches = compileFilterPattern(' { $.level = "error" } ');
    assert.deepEqual(['{"level":"error"}', '{"level":"info"}', 'error'].map(matches), [true, false, false]);
  });

  for (const pattern of ['[a, b]', '%[0-9]+%', '?%x%']) {
    it(`says that ${pattern} is not supported`, () => {
      assert.throws(() => compileFilterPattern(pattern), { message: /this local server does not support/ });
    });
  }
});
