import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createTurnTimer } from '../../src/ingest/turn-timer.js';
import { createFakeClock } from '../helpers/fake-clock.js';

/** About the time to write one. */
const MILLIS_A_BYTE = 1 / 131_072;

/** Pieces of work of this many milliseconds each, in several runs with pauses between them. */
async function work(
  goes: number,
  pieces: number,
  millis: number,
): Promise<{ longest: number; turns: number }> {
  const clock = createFakeClock();
  const timer = createTurnTimer(clock);
  let stretch = 0;
  let longest = 0;
  for (let go = 0; go < goes; go++) {
    timer.resume();
    for (let piece = 0; piece < pieces; piece++) {
      await clock.advance(millis);
      stretch += millis;
      longest = Math.max(longest, stretch);
      if (!timer.isDue()) continue;
      await timer.turn();
      stretch = 0;
    }
    timer.pause();
    // Time of other work in a pause does not count.
    await clock.advance(50);
  }
  return { longest, turns: clock.turns };
}

describe('turn-timer', () => {
  it('requests a turn after two milliseconds of work', async () => {
    const { longest, turns } = await work(1, 640, 0.0625);
    assert.ok(longest <= 3, `${longest}`);
    assert.ok(turns >= 13, `${turns}`);
  });

  it('adds up the work of many short runs', async () => {
    const { longest, turns } = await work(64, 16, 0.0625);
    assert.ok(longest <= 3, `${longest}`);
    assert.ok(turns >= 21, `${turns}`);
  });

  it('adds up runs of a single piece too', async () => {
    const { longest } = await work(200, 1, 0.0625);
    assert.ok(longest <= 3, `${longest}`);
  });

  it('reads the clock sooner when pieces are large, whatever came before them', async () => {
    const anyPieces = fc.array(fc.oneof(fc.nat({ max: 2_000 }), fc.nat({ max: 300_000 })), {
      maxLength: 200,
    });
    await fc.assert(
      fc.asyncProperty(anyPieces, async (pieces) => {
        let elapsed = 0;
        const timer = createTurnTimer({ ...createFakeClock(), elapsed: () => elapsed });
        let stretch = 0;
        timer.resume();
        for (const bytes of pieces) {
          // The longest run: two milliseconds, the unmeasured work, and the piece itself.
          assert.ok(stretch <= 2 + 32_768 * MILLIS_A_BYTE, `${stretch} ms before the next piece`);
          elapsed += bytes * MILLIS_A_BYTE;
          stretch += bytes * MILLIS_A_BYTE;
          if (!timer.isDue(bytes)) continue;
          await timer.turn();
          stretch = 0;
        }
      }),
    );
  });

  it('requests nothing when there is little work', async () => {
    assert.equal((await work(20, 1, 0.0625)).turns, 0);
  });
});
