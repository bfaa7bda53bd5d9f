import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type SinonFakeTimers, useFakeTimers } from 'sinon';
import { createHeldCrashes } from '../../src/register/held-crashes.js';

/** Of the turn in which 13 exceptions are thrown. */
const TURN_ENDS = 13;

const never = (): boolean => false;

describe('held-crashes', () => {
  let clock: SinonFakeTimers;
  beforeEach(() => {
    clock = useFakeTimers({ toFake: ['setImmediate', 'setTimeout', 'clearTimeout'] });
  });
  afterEach(() => clock.restore());

  it('gives those of this turn for any exit code, and earlier ones for a code other than 0', async () => {
    const held = createHeldCrashes();
    const [earlier, now] = [{ body: 'earlier' }, { body: 'now' }];
    held.hold(earlier, never);
    await clock.tickAsync(1);
    held.hold(now, never);
    assert.deepEqual(held.endedBy(0), [now]);
    assert.deepEqual(held.endedBy(1), [earlier]);
  });

  it('keeps nothing of those that the application has logged, nor of those that made room', () => {
    const held = createHeldCrashes();
    for (let more = 0; more < 12; more++) held.hold({}, (text) => text === 'logged');
    held.hold({}, never);
    assert.equal(clock.countTimers(), 10 + TURN_ENDS);
    held.logged('logged');
    assert.equal(clock.countTimers(), 1 + TURN_ENDS);
  });

  it('gives each at most once, holds ten, the first ones and the last one, and none that is logged or older than ten seconds', () => {
    const step = fc.oneof(
      fc.record({ crash: fc.nat({ max: 4 }) }),
      fc.record({ log: fc.nat({ max: 4 }) }),
      fc.record({ wait: fc.constantFrom(1, 4_000, 10_000) }),
      fc.record({ exitCode: fc.constantFrom(0, 1) }),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 40 }), (steps) => {
        const held = createHeldCrashes();
        let expected: { readonly message: string; readonly until: number; readonly turn: number }[] = [];
        let turn = 0;
        for (const one of steps) {
          if ('crash' in one) {
            const message = String(one.crash);
            const record = { message, until: clock.now + 10_000, turn };
            held.hold(record, (text) => text === message);
            expected = [...expected.slice(0, 9), record];
          } else if ('log' in one) {
            held.logged(String(one.log));
            expected = expected.filter(({ message }) => message !== String(one.log));
          } else if ('wait' in one) {
            clock.tick(one.wait);
            turn += 1;
            expected = expected.filter(({ until }) => until > clock.now);
          } else {
            const isDue = (record: { turn: number }): boolean => one.exitCode !== 0 || record.turn === turn;
            assert.deepEqual(held.endedBy(one.exitCode), expected.filter(isDue));
            expected = expected.filter((record) => !isDue(record));
          }
        }
      }),
    );
  });
});
