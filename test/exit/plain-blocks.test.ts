import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { plainBlockOf } from '../../src/exit/plain-blocks.js';
import { block, eventsOf, wireOf } from '../helpers/events.js';

describe('plain-blocks: plainBlockOf', () => {
  it('copies any run as a block of its own, in separate memory', () => {
    const parts = fc.array(fc.tuple(fc.nat(), fc.string()), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(parts, fc.nat(), fc.nat(), (events, first, length) => {
        const whole = block(...events);
        const from = first % events.length;
        const to = from + 1 + (length % (events.length - from));

        const copy = plainBlockOf({ block: whole, from, to });

        assert.deepEqual(eventsOf(copy).map(wireOf), eventsOf(whole).slice(from, to).map(wireOf));
        assert.deepEqual(copy.timestamps, whole.timestamps.slice(from, to));
        assert.deepEqual(copy.sizes, whole.sizes.slice(from, to));
        assert.equal(copy.remaining, to - from);
        assert.notEqual(copy.bytes.buffer, whole.bytes.buffer);
        assert.equal(copy.bytes.byteLength, copy.bytes.buffer.byteLength);
      }),
    );
  });
});
