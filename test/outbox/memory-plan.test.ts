import assert from 'node:assert/strict';
import {
  hasRoomForPiece,
  isTimeToRead,
  mayHaveMore,
  mayStayInMemory,
  READ_RESERVE_BYTES,
  shouldUnload,
  STORED_BYTES,
} from '../../src/outbox/memory-plan.js';

const MIB = 1024 * 1024;

describe('memory-plan: mayHaveMore', () => {
  it('is false for a failing stream with events that wait or are in flight', () => {
    assert.equal(mayHaveMore({ failing: true, hasBatch: true }), false);
    assert.equal(mayHaveMore({ failing: true, hasBatch: false }), true);
    assert.equal(mayHaveMore({ failing: false, hasBatch: true }), true);
  });
});

describe('memory-plan: mayStayInMemory', () => {
  it('is true for a stored block, up to half of the room', () => {
    const stream = { failing: false, hasBatch: true };
    assert.equal(mayStayInMemory(stream, STORED_BYTES / 2 - MIB, MIB), true);
    assert.equal(mayStayInMemory(stream, STORED_BYTES / 2 - MIB, MIB + 1), false);
  });

  it('is false for a stream that may not have more', () => {
    assert.equal(mayStayInMemory({ failing: true, hasBatch: false }, 0, 1), true);
    assert.equal(mayStayInMemory({ failing: true, hasBatch: true }, 0, 1), false);
  });
});

describe('memory-plan: isTimeToRead', () => {
  it('is true when a stream has few events and there is room', () => {
    const stream = { bytes: MIB, hasWaiting: true };
    assert.equal(isTimeToRead(stream, STORED_BYTES - READ_RESERVE_BYTES), true);
    assert.equal(isTimeToRead(stream, STORED_BYTES - READ_RESERVE_BYTES + 1), false);
    assert.equal(isTimeToRead({ ...stream, bytes: 3 * MIB }, 0), false);
  });

  it('is true for a stream without events in memory, although memory is full', () => {
    assert.equal(isTimeToRead({ bytes: 0, hasWaiting: false }, 2 * STORED_BYTES), true);
  });

  it('is true for a stream with nothing to send, whatever comes after the rows', () => {
    assert.equal(isTimeToRead({ bytes: 6 * MIB, hasWaiting: false }, STORED_BYTES), true);
  });
});

describe('memory-plan: hasRoomForPiece', () => {
  it('leaves room for a whole read', () => {
    assert.equal(hasRoomForPiece(STORED_BYTES - READ_RESERVE_BYTES), true);
    assert.equal(hasRoomForPiece(STORED_BYTES - READ_RESERVE_BYTES + 1), false);
  });
});

describe('memory-plan: shouldUnload', () => {
  it('is true for a stream with many bytes, when half of the room is used', () => {
    assert.equal(shouldUnload({ bytes: 3 * MIB + 1 }, STORED_BYTES / 2 + 1), true);
    assert.equal(shouldUnload({ bytes: 3 * MIB + 1 }, STORED_BYTES / 2), false);
    assert.equal(shouldUnload({ bytes: 3 * MIB }, STORED_BYTES), false);
  });

  it('is true for every stream when all of the room is used', () => {
    assert.equal(shouldUnload({ bytes: 1 }, STORED_BYTES + 1), true);
    assert.equal(shouldUnload({ bytes: 1 }, STORED_BYTES), false);
  });
});
