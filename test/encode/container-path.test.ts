import assert from 'node:assert/strict';
import { ContainerPath } from '../../src/encode/container-path.js';

describe('container-path', () => {
  it('contains the containers and the converted objects around a value', () => {
    const path = new ContainerPath();
    const [outer, converted, other] = [{}, {}, {}];
    path.enter(outer);
    path.enterConverted(converted);
    assert.deepEqual(
      [outer, converted, other].map((value) => path.includes(value)),
      [true, true, false],
    );
    assert.deepEqual([path.length, path.depth], [2, 1]);
    path.leaveConverted();
    path.leave();
    assert.deepEqual([path.length, path.depth], [0, 0]);
    assert.equal(path.includes(outer), false);
  });

  it('is 64 containers deep at most', () => {
    const path = new ContainerPath();
    for (let i = 0; i < 64; i += 1) assert.equal(path.enter({}), true);
    assert.equal(path.enter({}), false);
    assert.equal(path.depth, 64);
  });

  it('returns to an earlier state', () => {
    const path = new ContainerPath();
    path.enter({});
    const { length, depth } = path;
    path.enterConverted({});
    path.enter({});
    path.restore(length, depth);
    assert.deepEqual([path.length, path.depth], [1, 1]);
  });
});
