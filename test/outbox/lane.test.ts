import assert from 'node:assert/strict';
import { arrivalOf, bytesOf, createLane, isInUse } from '../../src/outbox/lane.js';
import { bareEvent, destination } from '../helpers/events.js';

describe('lane', () => {
  it('is in use as long as it holds an event, handed out or not', () => {
    const lane = createLane(destination());
    const event = bareEvent(1);
    assert.deepEqual([isInUse(undefined), isInUse(lane)], [false, false]);

    lane.waiting.push(event);
    assert.equal(isInUse(lane), true);
    lane.waiting.shift();
    lane.taken.add(event);

    assert.equal(isInUse(lane), true);
  });

  it('has the arrival of the oldest event that waits, or none', () => {
    const lane = createLane(destination());
    assert.equal(arrivalOf(lane), Infinity);

    lane.waiting.push(bareEvent(1, 100, 7));
    lane.waiting.push(bareEvent(1, 100, 8));

    assert.equal(arrivalOf(lane), 7);
  });
});

describe('bytesOf', () => {
  it('counts the bytes of the event, not of its block, and what it costs beside them', () => {
    const event = { timestamp: 1, size: 0, block: new Uint8Array(1_000), start: 100, end: 300, arrival: 0 };

    assert.equal(bytesOf(event), 328);
  });

  it('counts the block itself with the event that begins it', () => {
    const event = { timestamp: 1, size: 0, block: new Uint8Array(200), start: 0, end: 200, arrival: 0 };

    assert.equal(bytesOf(event), 840);
  });
});
