import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { refuseForbidden, RESERVED_GROUP_PREFIX } from '../../../src/options/name-template/legal-text.js';

describe('legal-text: refuseForbidden', () => {
  it('accepts what the service accepts', () => {
    refuseForbidden('logGroupName', 'azAZ09.-_/#', 't');
    refuseForbidden('logStreamName', 'a b/[$LATEST]é\u{1F600}', 't');
  });

  it('names the first forbidden character and the template, escaped', () => {
    assert.throws(() => refuseForbidden('logGroupName', 'ab\u001b:', 'x\u001b'), {
      message: 'expected only letters, digits and . - _ / # in a log group name, got "\\u001b" in "x\\u001b"',
    });
    assert.throws(() => refuseForbidden('logStreamName', 'a\ud800', 't'), {
      message: 'expected no : and no * in a log stream name, got "\\ud800" in "t"',
    });
  });

  it('agrees with the patterns of the service for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const legal = /^[.\-_/#A-Za-z0-9]*$/.test(text);
        if (legal) refuseForbidden('logGroupName', text, 't');
        else assert.throws(() => refuseForbidden('logGroupName', text, 't'));
      }),
    );
  });
});

describe('legal-text: RESERVED_GROUP_PREFIX', () => {
  it('is aws/ in any case, at the start alone', () => {
    for (const name of ['aws/x', 'AWS/x', 'Aws/']) assert.ok(RESERVED_GROUP_PREFIX.test(name));
    for (const name of ['/aws/x', 'aws-x', 'xaws/']) assert.ok(!RESERVED_GROUP_PREFIX.test(name));
  });
});
