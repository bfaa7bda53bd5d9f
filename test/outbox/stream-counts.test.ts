import assert from 'node:assert/strict';
import { wholeOf } from '../../src/events/runs.js';
import { memoryBytesOf } from '../../src/outbox/memory-bytes.js';
import { StreamCounts } from '../../src/outbox/stream-counts.js';
import { bareBlock } from '../helpers/events.js';

function setUp() {
  const totals = { events: 0, bytes: 0, volatileBytes: 0 };
  return { totals, counts: new StreamCounts(totals), other: new StreamCounts(totals) };
}

describe('stream-counts', () => {
  it('count events in memory for one queue and for all', () => {
    const { totals, counts, other } = setUp();
    const [run, stored] = [wholeOf(bareBlock([1, 2])), wholeOf({ ...bareBlock([3]), isStored: true })];
    const [bytes, storedBytes] = [memoryBytesOf(run), memoryBytesOf(stored)];

    counts.addRun(run, 1);
    other.addRun(stored, 1);
    assert.deepEqual(totals, { events: 3, bytes: bytes + storedBytes, volatileBytes: bytes });
    assert.deepEqual([counts.bytes, counts.volatileBytes], [bytes, bytes]);
    assert.deepEqual([other.bytes, other.volatileBytes], [storedBytes, 0]);

    counts.addRun(run, -1);
    other.addRun(stored, -1);
    assert.deepEqual(totals, { events: 0, bytes: 0, volatileBytes: 0 });
    assert.deepEqual([counts.bytes, counts.volatileBytes], [0, 0]);
  });

  it('count events that are on the disk alone', () => {
    const { totals, counts } = setUp();
    counts.addEvents(5);
    counts.addEvents(-2);
    assert.deepEqual([totals, counts.bytes], [{ events: 3, bytes: 0, volatileBytes: 0 }, 0]);
  });

  it('count events that the disk lost as volatile, and only there', () => {
    const { totals, counts } = setUp();
    const stored = wholeOf({ ...bareBlock([1]), isStored: true });
    const bytes = memoryBytesOf(stored);
    counts.addRun(stored, 1);
    counts.losesDisk(stored);
    assert.deepEqual(totals, { events: 1, bytes, volatileBytes: bytes });
    assert.equal(counts.volatileBytes, bytes);
  });
});
