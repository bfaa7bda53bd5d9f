import assert from 'node:assert/strict';
import { createObstacles } from '../../src/telemetry/obstacles.js';
import { destination } from '../helpers/events.js';
import { createFakeClock } from '../helpers/fake-clock.js';

const a = destination('a', 'g');
const b = destination('b', 'g');
const CAUSE = 'denied PutLogEvents g';

function setUp() {
  const clock = createFakeClock();
  const said: string[] = [];
  const obstacles = createObstacles({
    elapsed: clock.elapsed,
    say: (message) => said.push(message),
    waiting: () => 7,
  });
  return { clock, said, obstacles };
}

describe('obstacles', () => {
  it('are told to be gone with the last stream that was held up, after how long and with a count', async () => {
    const { clock, said, obstacles } = setUp();
    obstacles.met(CAUSE, a);
    obstacles.met(CAUSE, b);
    obstacles.met(CAUSE, a);
    await clock.advance(90_000);
    obstacles.passed(a);
    assert.deepEqual(said, []);

    obstacles.passed(b);

    assert.equal(said.length, 1);
    assert.match(said[0]!, /log group "g" again after 90 s \(it was: denied PutLogEvents g\)\. 7 wait/);
  });

  it('are told once, however often they come back', () => {
    const { said, obstacles } = setUp();
    for (let time = 0; time < 3; time++) {
      obstacles.met(CAUSE, a);
      obstacles.passed(a);
    }
    assert.equal(said.length, 1);
  });

  it('are not told of streams that were never held up', () => {
    const { said, obstacles } = setUp();
    obstacles.met(CAUSE, a);
    obstacles.passed(b);
    assert.deepEqual(said, []);
  });

  it('are followed up to a number of causes', () => {
    const { said, obstacles } = setUp();
    for (let index = 0; index < 1_000; index++) {
      obstacles.met(`denied PutLogEvents ${index}`, destination('a', String(index)));
    }
    const held = destination('z', 'z');
    obstacles.met('one more', held);
    obstacles.passed(held);
    assert.deepEqual(said, []);
  });
});
