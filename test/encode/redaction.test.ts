import assert from 'node:assert/strict';
import { KeyFragments } from '../../src/encode/key-fragments.js';
import { NO_PATHS, RedactedPaths } from '../../src/encode/redacted-paths.js';
import { Redaction } from '../../src/encode/redaction.js';

function redactionOf(...texts: string[]): Redaction {
  const paths = new RedactedPaths(texts);
  return new Redaction(paths, new KeyFragments((key) => paths.match(NO_PATHS, key)));
}

describe('redaction', () => {
  it('redacts nothing without paths', () => {
    const keys = new KeyFragments(() => assert.fail('no key is looked at'));
    const redaction = new Redaction(undefined, keys);
    redaction.enter('user');
    assert.ok(!redaction.hides('password'));
  });

  it('redacts a key at any depth', () => {
    const redaction = redactionOf('password');
    assert.ok(redaction.hides('password'));
    redaction.enter('user');
    assert.ok(redaction.hides('Password'));
    assert.ok(!redaction.hides('name'));
  });

  it('redacts the end of a path within its beginning, and not outside', () => {
    const redaction = redactionOf('user.email');
    const outer = redaction.here;
    assert.ok(!redaction.hides('email'));
    redaction.enter('user');
    assert.ok(redaction.hides('email'));
    redaction.leave(outer);
    assert.ok(!redaction.hides('email'));
  });

  it('uses the cached answer for a key only where no path has begun', () => {
    const redaction = redactionOf('user.email');
    const known = { isRedacted: false, begun: NO_PATHS };
    assert.ok(!redaction.hides('email', known));
    redaction.enter('user');
    assert.ok(redaction.hides('email', known));
  });

  it('counts an index as a step', () => {
    const redaction = redactionOf('cards.1', '*.number');
    redaction.enter('cards');
    assert.ok(!redaction.hides(0));
    assert.ok(redaction.hides(1));
    redaction.enter(0);
    assert.ok(redaction.hides('number'));
  });

  it('checks a key that is too long to be cached', () => {
    const long = 'k'.repeat(500);
    assert.ok(redactionOf(long).hides(long));
    assert.ok(!redactionOf(long).hides(`${long}k`));
  });
});
