import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createRecordLine } from '../../src/ingest/record-line.js';
import { recordWeight } from '../../src/ingest/record-weight.js';
import { makeRecord } from '../encode/helpers.js';

describe('record-line', () => {
  it('is a queue that knows its estimated bytes, for any sequence of calls', () => {
    const step = fc.constantFrom('push' as const, 'removeFirst' as const, 'drain' as const);
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const line = createRecordLine();
        let model: ReturnType<typeof makeRecord>[] = [];
        for (const [index, what] of steps.entries()) {
          const record = makeRecord({ body: 'x'.repeat(index) });
          if (what === 'push') {
            line.push(record);
            model.push(record);
          } else if (what === 'removeFirst') {
            line.removeFirst();
            model.shift();
          } else {
            assert.deepEqual(line.drain(), model);
            model = [];
          }
          assert.equal(line.first, model[0]);
          assert.equal(line.isEmpty, model.length === 0);
          assert.equal(
            line.bytes,
            model.reduce((sum, one) => sum + recordWeight(one), 0),
          );
        }
      }),
    );
  });
});
