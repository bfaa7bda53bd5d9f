import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createRecordQueue } from '../../src/ingest/record-queue.js';
import { recordWeight } from '../../src/ingest/record-weight.js';
import { makeRecord } from '../encode/helpers.js';

describe('record-queue', () => {
  it('is a queue that knows its estimated bytes, for any sequence of calls', () => {
    const step = fc.constantFrom('push' as const, 'removeFirst' as const, 'drain' as const);
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const queue = createRecordQueue();
        let model: ReturnType<typeof makeRecord>[] = [];
        for (const [index, what] of steps.entries()) {
          const record = makeRecord({ body: 'x'.repeat(index) });
          if (what === 'push') {
            queue.push(record);
            model.push(record);
          } else if (what === 'removeFirst') {
            queue.removeFirst();
            model.shift();
          } else {
            assert.deepEqual(queue.drain(), model);
            model = [];
          }
          assert.equal(queue.first, model[0]);
          assert.equal(queue.isEmpty, model.length === 0);
          assert.equal(
            queue.bytes,
            model.reduce((sum, one) => sum + recordWeight(one), 0),
          );
        }
      }),
    );
  });
});
