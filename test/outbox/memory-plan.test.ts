import assert from 'node:assert/strict';
import {
  hasRoomForPiece,
  isTimeToRead,
  mayStayInMemory,
  MEMORY_BYTES,
  READ_BYTES,
  shouldUnload,
} from '../../src/outbox/memory-plan.js';

const MIB = 1024 * 1024;

const stream = { failing: false, bytes: MIB, hasWaiting: true, hasBatch: true };

describe('mayStayInMemory', () => {
  it('keeps what was just stored, up to half of the room', () => {
    const full = { ...stream, bytes: 20 * MIB };
    assert.equal(mayStayInMemory(full, MEMORY_BYTES / 2 - MIB, MIB), true);
    assert.equal(mayStayInMemory(full, MEMORY_BYTES / 2 - MIB, MIB + 1), false);
  });

  it('keeps nothing of a stream that fails behind what it has for its next call', () => {
    assert.equal(mayStayInMemory({ failing: true, hasBatch: false }, 0, 1), true);
    assert.equal(mayStayInMemory({ failing: true, hasBatch: true }, 0, 1), false);
  });
});

describe('isTimeToRead', () => {
  it('reads when a stream runs low and there is room', () => {
    assert.equal(isTimeToRead(stream, MEMORY_BYTES - READ_BYTES), true);
    assert.equal(isTimeToRead(stream, MEMORY_BYTES - READ_BYTES + 1), false);
    assert.equal(isTimeToRead({ ...stream, bytes: 3 * MIB }, 0), false);
  });

  it('reads nothing for a stream that fails, as long as some of it waits or is at the service', () => {
    const failing = { ...stream, failing: true };
    assert.equal(isTimeToRead(failing, 0), false);
    assert.equal(isTimeToRead({ ...failing, hasWaiting: false }, 0), false);
    assert.equal(isTimeToRead({ ...failing, hasWaiting: false, hasBatch: false }, 0), true);
  });

  it('reads for a stream with nothing in memory, whatever others hold', () => {
    const empty = { failing: false, bytes: 0, hasWaiting: false, hasBatch: false };
    assert.equal(isTimeToRead(empty, 2 * MEMORY_BYTES), true);
    assert.equal(isTimeToRead({ ...empty, failing: true }, 2 * MEMORY_BYTES), true);
  });

  it('reads for a stream with nothing to send, whatever stands behind the rows', () => {
    const behind = { failing: false, bytes: 6 * MIB, hasWaiting: false, hasBatch: false };
    assert.equal(isTimeToRead(behind, MEMORY_BYTES), true);
    assert.equal(isTimeToRead({ ...behind, failing: true }, MEMORY_BYTES), true);
  });
});

describe('hasRoomForPiece', () => {
  it('leaves room for a whole read', () => {
    assert.equal(hasRoomForPiece(MEMORY_BYTES - READ_BYTES), true);
    assert.equal(hasRoomForPiece(MEMORY_BYTES - READ_BYTES + 1), false);
  });
});

describe('shouldUnload', () => {
  it('takes from a stream with much, when half of the room is taken', () => {
    assert.equal(shouldUnload({ bytes: 3 * MIB + 1 }, MEMORY_BYTES / 2 + 1), true);
    assert.equal(shouldUnload({ bytes: 3 * MIB + 1 }, MEMORY_BYTES / 2), false);
    assert.equal(shouldUnload({ bytes: 3 * MIB }, MEMORY_BYTES), false);
  });

  it('takes from every stream when all of the room is taken', () => {
    assert.equal(shouldUnload({ bytes: 1 }, MEMORY_BYTES + 1), true);
    assert.equal(shouldUnload({ bytes: 1 }, MEMORY_BYTES), false);
  });
});
