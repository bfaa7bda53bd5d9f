import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createEpisode } from '../../src/util/episode.js';
import { createFakeClock } from '../helpers/fake-clock.js';

function setUp(lastingMillis?: number) {
  const clock = createFakeClock();
  const told: string[] = [];
  const episode = createEpisode({
    elapsed: clock.elapsed,
    ...(lastingMillis !== undefined && { lastingMillis }),
    begins: (why, toldBefore) => told.push(`begins: ${why}, ${toldBefore} before`),
    lasts: (why, seconds) => told.push(`lasts: ${why}, ${seconds} s`),
    ends: (seconds) => told.push(`ends after ${seconds} s`),
  });
  return { clock, told, episode };
}

describe('episode', () => {
  it('reports its beginning once, and its end', async () => {
    const { clock, told, episode } = setUp();
    episode.fails('a');
    episode.fails('b');
    await clock.advance(12_000);
    episode.works();
    episode.works();

    assert.deepEqual(told, ['begins: a, 0 before', 'ends after 12 s']);
  });

  it('reports once that it lasts', async () => {
    const { clock, told, episode } = setUp(60_000);
    for (let seconds = 0; seconds < 300; seconds++) {
      episode.fails('down');
      await clock.advance(1_000);
    }

    assert.deepEqual(told, ['begins: down, 0 before', 'lasts: down, 60 s']);
  });

  it('reports a later one with how many came before', async () => {
    const { clock, told, episode } = setUp();
    episode.fails('a');
    episode.works();
    await clock.advance(60_000);
    episode.fails('b');

    assert.deepEqual(told, ['begins: a, 0 before', 'ends after 0 s', 'begins: b, 1 before']);
  });

  it('reports beginnings at most once a minute, and an end only after its beginning', async () => {
    const steps = fc.array(fc.record({ fails: fc.boolean(), wait: fc.integer({ min: 0, max: 40_000 }) }), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (given) => {
        const { clock, told, episode } = setUp();
        const times: number[] = [];
        for (const { fails, wait } of given) {
          const before = told.length;
          if (fails) episode.fails('x');
          else episode.works();
          if (told.length > before && fails) times.push(clock.elapsed());
          await clock.advance(wait);
        }
        assert.ok(times.every((time, nth) => nth === 0 || time - times[nth - 1]! >= 60_000));
        assert.ok(told.every((text, nth) => text.startsWith(nth % 2 === 0 ? 'begins' : 'ends')));
      }),
      { numRuns: 50 },
    );
  });
});
