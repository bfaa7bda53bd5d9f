import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { sanitizeAttribute, sanitizeText, finishName } from '../../src/route/sanitize-name.js';
import { assertLegal } from './records.js';

function hashOf(name: string): string {
  return createHash('sha256').update(name, 'utf8').digest('hex').slice(0, 8);
}

describe('sanitize-name', () => {
  it('keep every character that a group may have', () => {
    const all = 'azAZ09.-_/#';
    assert.equal(sanitizeText('logGroupName', all), all);
  });

  it('replace each other character of a group with _, at any length', () => {
    assert.equal(sanitizeText('logGroupName', 'a b:c*é\u{1F600}\ud800\n'), 'a_b_c_____');
  });

  it('replace a colon, an asterisk and a lone surrogate in a stream with _', () => {
    assert.equal(sanitizeText('logStreamName', 'a:b*c\ud800d\udc00'), 'a_b_c_d_');
    assert.equal(sanitizeText('logStreamName', 'a b/[$LATEST]é\u{1F600}'), 'a b/[$LATEST]é\u{1F600}');
  });

  it('replace slashes and control characters in attributes of records', () => {
    assert.equal(sanitizeAttribute('logGroupName', 'a/b\nc'), 'a_b_c');
    assert.equal(
      sanitizeAttribute('logStreamName', '../a\u0000\u001b\u007f\u0085\u009f\u2028\u2029b'),
      '.._a_______b',
    );
    assert.equal(sanitizeAttribute('logStreamName', 'é\u{1F600} #'), 'é\u{1F600} #');
  });

  it('are never empty', () => {
    assert.equal(finishName('logGroupName', ''), 'unknown');
    assert.equal(finishName('logStreamName', ''), 'unknown');
  });

  it('of groups never start with aws/', () => {
    assert.equal(finishName('logGroupName', 'aws/lambda'), 'aws_lambda');
    assert.equal(finishName('logGroupName', 'aws/'), 'aws_');
    assert.equal(finishName('logGroupName', 'AWS/x/y'), 'AWS_x/y');
    assert.equal(finishName('logGroupName', 'aWs/x'), 'aWs_x');
    assert.equal(finishName('logGroupName', '/aws/lambda'), '/aws/lambda');
    assert.equal(finishName('logStreamName', 'aws/x'), 'aws/x');
  });

  it('of 511 and 512 characters are kept, and of 513 are cut and end in a hash', () => {
    for (const kind of ['logGroupName', 'logStreamName'] as const) {
      assert.equal(finishName(kind, 'x'.repeat(511)), 'x'.repeat(511));
      assert.equal(finishName(kind, 'x'.repeat(512)), 'x'.repeat(512));
      const long = 'x'.repeat(513);
      assert.equal(finishName(kind, long), `${'x'.repeat(503)}-${hashOf(long)}`);
    }
  });

  it('are cut between code points', () => {
    for (const [before, kept] of [
      [501, 503],
      [502, 502],
      [503, 503],
    ] as const) {
      const long = `${'x'.repeat(before)}\u{1F600}${'y'.repeat(20)}`;
      const name = finishName('logStreamName', long);
      assert.equal(name, `${long.slice(0, kept)}-${hashOf(long)}`);
      assert.ok(name.isWellFormed());
    }
  });

  it('count an astral character as two', () => {
    assert.equal(finishName('logStreamName', '\u{1F600}'.repeat(256)).length, 512);
    assert.equal(
      finishName('logStreamName', `${'\u{1F600}'.repeat(256)}x`),
      `${'\u{1F600}'.repeat(251)}-${hashOf(`${'\u{1F600}'.repeat(256)}x`)}`,
    );
  });

  it('stay distinct if they differ only at their ends', () => {
    const start = 'x'.repeat(600);
    assert.notEqual(finishName('logGroupName', `${start}a`), finishName('logGroupName', `${start}b`));
  });

  it('are the result for any text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary', minLength: 495, maxLength: 530 }),
      fc.string({ unit: fc.constantFrom('\ud800', '\udc00', 'a', ':', '*', '\u{10ffff}') }),
      fc.string().map((rest) => `aws/${rest}`),
    );
    fc.assert(
      fc.property(text, (any) => {
        assertLegal(
          finishName('logGroupName', sanitizeText('logGroupName', any)),
          finishName('logStreamName', sanitizeText('logStreamName', any)),
        );
        assertLegal(
          finishName('logGroupName', sanitizeAttribute('logGroupName', any)),
          finishName('logStreamName', sanitizeAttribute('logStreamName', any)),
        );
      }),
    );
  });
});
