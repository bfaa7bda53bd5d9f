import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { closestName } from '../../src/options/closest-name.js';

const KNOWN = ['logGroupName', 'logStreamName', 'outbox.maxBytes', 'outbox.directory', 'format'];

describe('closest-name', () => {
  it('finds a name with a letter wrong, missing or too many', () => {
    assert.equal(closestName('logGroupNama', KNOWN), 'logGroupName');
    assert.equal(closestName('logStreamNam', KNOWN), 'logStreamName');
    assert.equal(closestName('formatt', KNOWN), 'format');
  });

  it('ignores the case of letters', () => {
    assert.equal(closestName('LOGGROUPNAME', KNOWN), 'logGroupName');
  });

  it('finds a nested option that was written one level too high', () => {
    assert.equal(closestName('directory', KNOWN), 'outbox.directory');
  });

  it('treats a name that continues a known one as close', () => {
    assert.equal(closestName('logGroup', KNOWN), 'logGroupName');
  });

  it('returns one of the known names for any text, and undefined without known names', () => {
    fc.assert(fc.property(fc.string(), (text) => assert.ok(KNOWN.includes(closestName(text, KNOWN)!))));
    fc.assert(
      fc.property(fc.constantFrom(...KNOWN), (name) => {
        assert.equal(closestName(name.slice(name.lastIndexOf('.') + 1), KNOWN), name);
      }),
    );
    assert.equal(closestName('a', []), undefined);
  });
});
