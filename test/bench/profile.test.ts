import assert from 'node:assert/strict';
import { createSourceOf } from '../../bench/profile/source-of.mjs';
import { sumProfile } from '../../bench/profile/sum-profile.mjs';

const BUNDLE = 'file:///repo/dist/esm/chunk.js';

const sourceOf = createSourceOf(() =>
  ['// src/encode/json.ts', 'function a() {}', '', '// src/courier.ts', 'function b() {}'].join('\n'),
);

function frame(functionName: string, url = '', lineNumber = 0) {
  return { functionName, url, lineNumber };
}

describe('A profile of the benchmark', () => {
  it('knows the source file of a line of the bundle', () => {
    assert.equal(sourceOf(BUNDLE, 1), 'src/encode/json.ts');
    assert.equal(sourceOf(BUNDLE, 4), 'src/courier.ts');
    assert.equal(sourceOf('node:net', 4), 'node:net');
    const other = 'file:///repo/node_modules/@aws-sdk/core/dist/index.js';
    assert.equal(sourceOf(other, 1), other);
  });

  it('sums own time by what it was spent on: native code works for its caller, waiting is no work', () => {
    const nodes = [
      { id: 1, callFrame: frame('(root)'), children: [2, 3, 4, 5, 9, 11] },
      { id: 2, callFrame: frame('(idle)') },
      { id: 3, callFrame: frame('(garbage collector)') },
      { id: 4, callFrame: frame('(program)') },
      { id: 5, callFrame: frame('a', BUNDLE, 1), children: [6, 7, 8] },
      { id: 6, callFrame: frame('write', 'node:buffer', 9) },
      { id: 7, callFrame: frame('endOfRun', BUNDLE, 1) },
      { id: 8, callFrame: frame('b', BUNDLE, 4) },
      { id: 9, callFrame: frame('post', 'node:inspector'), children: [10] },
      { id: 10, callFrame: frame('dispatch') },
      { id: 11, callFrame: frame('send', 'file:///repo/node_modules/@smithy/core/index.js') },
    ];
    const samples = [2, 3, 4, 5, 6, 6, 7, 8, 10, 11];
    const timeDeltas = [500, 10, 20, 1, 2, 3, 40, 50, 600, 70];

    assert.deepEqual(
      sumProfile({ nodes, samples, timeDeltas }, sourceOf),
      new Map([
        ['garbage collector', 10],
        ['Node and what has no JavaScript on the stack', 20],
        ['encode', 6],
        ['search for characters to escape', 40],
        ['intake, route, outbox, slice, courier, settlement', 50],
        ['AWS SDK', 70],
      ]),
    );
  });
});
