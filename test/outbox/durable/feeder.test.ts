import assert from 'node:assert/strict';
import { addTrack, createDurableLane } from '../../../src/outbox/durable/durable-lane.js';
import { createFeeder } from '../../../src/outbox/durable/feeder.js';
import { LOAD_BYTES, MEMORY_BYTES } from '../../../src/outbox/durable/memory-plan.js';
import type { SpoolRequest } from '../../../src/outbox/durable/protocol.js';
import { createRowMemory } from '../../../src/outbox/durable/row-memory.js';
import { destination } from '../../helpers/events.js';
import { createFakeClock } from '../../helpers/fake-clock.js';

describe('The feeder of a durable outbox', () => {
  it('brings a thousand streams that wait on the disk one row each, where memory has no room for more', () => {
    const posted: SpoolRequest[] = [];
    const feeder = createFeeder({
      clock: createFakeClock(),
      memory: createRowMemory(() => undefined),
      post: (request) => void posted.push(request),
      isUp: () => true,
      lastRowBefore: () => Infinity,
      ready: () => undefined,
    });

    for (let stream = 0; stream < 1_000; stream++) {
      const lane = createDurableLane(destination(`s${stream}`), { group: 'g', stream: `s${stream}` }, 'key');
      addTrack(lane, 'file', 'left over').rows = 10;
      feeder.add(lane);
    }

    const sizes = posted.map((request) => (request.kind === 'load' ? request.most : request.kind));
    const pieces = MEMORY_BYTES / LOAD_BYTES;
    assert.deepEqual(sizes, [
      ...Array.from({ length: pieces }, () => 'piece'),
      ...Array.from({ length: 1_000 - pieces }, () => 'row'),
    ]);
  });
});
