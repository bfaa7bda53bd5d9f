import assert from 'node:assert/strict';
import {
  enoughForDisk,
  isSelection,
  MIN_DISK_BYTES,
  OUTBOX_RULES,
  redactPath,
} from '../../src/options/rules.js';

describe('rules: isSelection', () => {
  it('accepts the words, and lists of keys where a star ends a prefix', () => {
    for (const value of ['essential', 'all', 'none', [], ['host.name', 'k8s.*']])
      assert.ok(isSelection(value));
  });

  it('rejects other strings, and a star anywhere else', () => {
    for (const value of ['some', ['*'], ['.*'], ['a*'], ['*.a'], [''], [1], undefined]) {
      assert.ok(!isSelection(value), JSON.stringify(value));
    }
  });
});

describe('rules: redactPath', () => {
  it('accepts keys and paths, in which a star is a whole step', () => {
    for (const path of ['password', 'user.email', '*.token', 'a.*.b'])
      assert.deepEqual(redactPath('r', path), []);
  });

  it('rejects empty steps, and a star that is part of one', () => {
    for (const path of ['', '.', 'a..b', 'a.', 'pass*', 5]) assert.equal(redactPath('r', path).length, 1);
  });
});

describe('rules: enoughForDisk', () => {
  it('requires space for the largest event', () => {
    assert.equal(enoughForDisk('outbox.maxBytes', MIN_DISK_BYTES - 1).length, 1);
    assert.deepEqual(enoughForDisk('outbox.maxBytes', MIN_DISK_BYTES), []);
  });

  it('leaves an invalid value to the rule of the option', () => {
    assert.deepEqual(enoughForDisk('outbox.maxBytes', 1_023), []);
    assert.equal(OUTBOX_RULES.maxBytes('outbox.maxBytes', 1_023).length, 1);
  });
});

describe('rules: OUTBOX_RULES', () => {
  it('accepts the path of a directory, but no blank or impossible one', () => {
    assert.deepEqual(OUTBOX_RULES.directory('outbox.directory', '/var/lib/app'), []);
    for (const value of ['', ' ', 'a\0b', 5]) {
      assert.equal(OUTBOX_RULES.directory('outbox.directory', value).length, 1);
    }
  });
});
