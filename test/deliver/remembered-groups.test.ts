import assert from 'node:assert/strict';
import { RememberedGroups } from '../../src/deliver/remembered-groups.js';

describe('remembered-groups', () => {
  it('has what was added, until it is deleted', () => {
    const groups = new RememberedGroups();

    groups.add('a');
    groups.add('b');
    groups.delete('a');

    assert.deepEqual([groups.has('a'), groups.has('b'), groups.has('c')], [false, true, false]);
  });

  it('remembers a thousand, and starts again with the next', () => {
    const groups = new RememberedGroups();

    for (let index = 0; index < 1_000; index++) groups.add(String(index));
    assert.deepEqual([groups.has('0'), groups.has('999')], [true, true]);
    groups.add('next');

    assert.deepEqual([groups.has('0'), groups.has('999'), groups.has('next')], [false, false, true]);
  });
});
