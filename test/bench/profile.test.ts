import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createSourceOf } from '../../bench/profile/source-of.mjs';
import { sumProfile } from '../../bench/profile/sum-profile.mjs';

const BUNDLE = 'file:///repo/dist/esm/chunk.js';

const SOURCES = ['src/encode/json.ts', 'src/dispatch/dispatcher.ts'];

/** As if each line of the bundle came from one source. */
const sourceOf = (url: string, line: number) => (url === BUNDLE ? SOURCES[line]! : url);

function frame(functionName: string, url = '', lineNumber = 0) {
  return { functionName, url, lineNumber, columnNumber: 0 };
}

const DIST = new URL('../../dist/esm/', import.meta.url);

/** The position of the text in the built bundle. */
function findInBundle(text: string) {
  for (const name of readdirSync(DIST).filter((file) => file.endsWith('.js'))) {
    const url = new URL(name, DIST);
    const before = readFileSync(url, 'utf8').split(text, 2);
    if (before.length < 2) continue;
    const lines = before[0]!.split('\n');
    return { url: url.href, line: lines.length - 1, column: lines.at(-1)!.length };
  }
  return assert.fail(`"${text}" is not in dist`);
}

describe('A profile of the benchmark', () => {
  it('knows the source file of each function of the built bundle', () => {
    const places = ['function endOfRun(', 'function composeBody(', 'function createDispatcher('].map(
      findInBundle,
    );

    assert.deepEqual(
      places.map(({ url, line, column }) => createSourceOf()(url, line, column)),
      ['src/encode/json-string.ts', 'src/deliver/request-body.ts', 'src/dispatch/dispatcher.ts'],
    );
  });

  it('keeps the address of code outside of our bundle', () => {
    const other = 'file:///repo/node_modules/@aws-sdk/core/dist/index.js';
    assert.equal(createSourceOf()(other, 1, 0), other);
    assert.equal(createSourceOf()('node:net', 4, 0), 'node:net');
  });

  it('sums own time by category: native code counts for its caller, and waiting does not count', () => {
    const nodes = [
      { id: 1, callFrame: frame('(root)'), children: [2, 3, 4, 5, 9, 11] },
      { id: 2, callFrame: frame('(idle)') },
      { id: 3, callFrame: frame('(garbage collector)') },
      { id: 4, callFrame: frame('(program)') },
      { id: 5, callFrame: frame('a', BUNDLE, 0), children: [6, 7, 8] },
      { id: 6, callFrame: frame('write', 'node:buffer', 9) },
      { id: 7, callFrame: frame('endOfRun', BUNDLE, 0) },
      { id: 8, callFrame: frame('b', BUNDLE, 1) },
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
        ['ingest, route, outbox, dispatch, telemetry', 50],
        ['AWS SDK', 70],
      ]),
    );
  });
});
