import assert from 'node:assert/strict';
import { createStreams } from '../../src/outbox/streams.js';
import { wholeOf } from '../../src/events/runs.js';
import { bareBlock, destination } from '../helpers/events.js';

function setUp() {
  return createStreams({ events: 0, bytes: 0, volatileBytes: 0 });
}

describe('streams', () => {
  it('has one queue for each pair of names', () => {
    const streams = setUp();

    const stream = streams.of(destination('s', 'g'));

    assert.equal(streams.of(destination('s', 'g')), stream);
    assert.equal(streams.find(destination('s', 'g')), stream);
    assert.notEqual(streams.of(destination('s', 'h')), stream);
    assert.equal(streams.size, 2);
    assert.deepEqual([...streams.all()].length, 2);
  });

  it('distinguishes pairs of names, wherever a name has a colon', () => {
    const streams = setUp();

    const stream = streams.of(destination('b:c', 'a'));

    assert.notEqual(streams.of(destination('c', 'a')), stream);
    assert.notEqual(streams.of(destination(':b:c', 'a')), stream);
  });

  it('creates none for a look-up', () => {
    const streams = setUp();

    assert.equal(streams.find(destination('s')), undefined);

    assert.equal(streams.size, 0);
  });

  it('finds a deleted one by none of its objects', () => {
    const streams = setUp();
    const [one, same] = [destination('s'), destination('s')];
    const stream = streams.of(one);
    assert.equal(streams.find(same), stream);

    streams.delete(stream);

    assert.deepEqual([streams.find(one), streams.find(same), streams.size], [undefined, undefined, 0]);
    assert.notEqual(streams.of(same), stream);
  });

  it('names the oldest arrival of all', () => {
    const streams = setUp();
    assert.equal(streams.oldestArrival(), Infinity);

    for (const [name, arrival] of [
      ['a', 3],
      ['b', 2],
      ['c', 4],
    ] as const) {
      streams.of(destination(name)).push(wholeOf(Object.assign(bareBlock([1]), { arrival })));
    }

    assert.equal(streams.oldestArrival(), 2);
  });

  it('finds none after all were deleted', () => {
    const streams = setUp();
    const [a, b] = [destination('a'), destination('b')];
    streams.of(a);
    streams.of(b);

    streams.clear();

    assert.deepEqual([streams.find(a), streams.find(b), streams.size], [undefined, undefined, 0]);
  });
});
