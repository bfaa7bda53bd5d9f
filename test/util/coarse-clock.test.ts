import assert from 'node:assert/strict';
import { createCoarseClock } from '../../src/util/coarse-clock.js';
import { createFakeClock } from '../helpers/fake-clock.js';

describe('coarse-clock', () => {
  it('returns the times of the last update; creation is the first', async () => {
    const clock = createFakeClock();
    const start = clock.now();
    await clock.advance(7);
    const coarse = createCoarseClock(clock);

    await clock.advance(1_000);
    assert.deepEqual([coarse.now(), coarse.elapsed()], [start + 7, 7]);
    coarse.update();
    assert.deepEqual([coarse.now(), coarse.elapsed()], [start + 1_007, 1_007]);
    await clock.advance(1);

    assert.deepEqual([coarse.now(), coarse.elapsed()], [start + 1_007, 1_007]);
  });

  it('reads the clock only at an update', () => {
    let asked = 0;
    const coarse = createCoarseClock({ now: () => asked++, elapsed: () => asked++ });

    for (let count = 0; count < 100; count++) {
      coarse.now();
      coarse.elapsed();
    }

    assert.equal(asked, 2);
  });
});
