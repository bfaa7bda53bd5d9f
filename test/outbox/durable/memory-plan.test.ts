import assert from 'node:assert/strict';
import { addTrack, createDurableLane, type Row } from '../../../src/outbox/durable/durable-lane.js';
import {
  isTimeToLoad,
  LOAD_BYTES,
  mayStayInMemory,
  MEMORY_BYTES,
  surplusRows,
} from '../../../src/outbox/durable/memory-plan.js';
import { destination, event } from '../../helpers/events.js';

const MIB = 1024 * 1024;

const lane = createDurableLane(destination(), { group: 'g', stream: 's' }, 'key');
const track = addTrack(lane, 'file', 'ours');

function rowOf(bytes: number, more: Partial<Row> = {}): Row {
  return {
    track,
    id: 1,
    block: event('x'),
    remaining: 1,
    taken: 0,
    isAsStored: true,
    bytes,
    ...more,
  };
}

describe('what the durable outbox keeps in memory', () => {
  it('is what was just written, up to half of the room', () => {
    const full = { failing: false, bytes: 20 * MIB };
    assert.equal(mayStayInMemory(full, MEMORY_BYTES / 2 - MIB, MIB), true);
    assert.equal(mayStayInMemory(full, MEMORY_BYTES / 2 - MIB, MIB + 1), false);
  });

  it('is little of a stream that fails', () => {
    assert.equal(mayStayInMemory({ failing: true, bytes: 3 * MIB }, 0, 1), false);
    assert.equal(isTimeToLoad({ failing: true, bytes: 1, waiting: { length: 1 } }, 0), false);
    assert.equal(isTimeToLoad({ failing: true, bytes: 1, waiting: { length: 0 } }, 0), true);
  });

  it('comes from the disk when a stream runs low and there is room', () => {
    const low = { failing: false, bytes: MIB, waiting: { length: 5 } };
    assert.equal(isTimeToLoad(low, MEMORY_BYTES - LOAD_BYTES), true);
    assert.equal(isTimeToLoad(low, MEMORY_BYTES - LOAD_BYTES + 1), false);
    assert.equal(isTimeToLoad({ ...low, bytes: 3 * MIB }, 0), false);
  });

  it('is never nothing of a stream that has something, whatever others hold', () => {
    assert.equal(isTimeToLoad({ failing: false, bytes: 0, waiting: { length: 0 } }, 2 * MEMORY_BYTES), true);
  });

  it('goes back to the disk from the end of a stream that fails, but for its first rows', () => {
    const rows = Array.from({ length: 6 }, () => rowOf(MIB));
    const surplus = surplusRows({ order: rows, bytes: 6 * MIB, loading: undefined }, MEMORY_BYTES);
    assert.deepEqual(surplus, rows.slice(3).toReversed());
    assert.deepEqual(surplusRows({ order: rows, bytes: 6 * MIB, loading: undefined }, MEMORY_BYTES / 2), []);
  });

  it('is one row of a stream that fails, where all of the room is taken', () => {
    const rows = Array.from({ length: 3 }, () => rowOf(MIB));
    const failing = { order: rows, bytes: 3 * MIB, loading: undefined };
    assert.deepEqual(surplusRows(failing, 2 * MEMORY_BYTES), [rows[2], rows[1]]);
    assert.deepEqual(surplusRows(failing, MEMORY_BYTES), []);
  });

  it('stays where the service has some of it, the disk has not, or what follows is on its way', () => {
    for (const last of [
      rowOf(MIB, { taken: 1 }),
      rowOf(MIB, { isAsStored: false }),
      rowOf(MIB, { track: { ...track, isLost: true } }),
    ]) {
      const order = [...Array.from({ length: 5 }, () => rowOf(MIB)), last];
      assert.deepEqual(surplusRows({ order, bytes: 6 * MIB, loading: undefined }, MEMORY_BYTES), []);
    }
    const order = Array.from({ length: 6 }, () => rowOf(MIB));
    assert.deepEqual(surplusRows({ order, bytes: 6 * MIB, loading: track }, MEMORY_BYTES), []);
  });
});
