import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type SinonFakeTimers, useFakeTimers } from 'sinon';
import { createPendingCrashes } from '../../src/register/pending-crashes.js';

/** Of the turn in which 13 exceptions are thrown. */
const TURN_ENDS = 13;

const never = (): boolean => false;

describe('pending-crashes', () => {
  let clock: SinonFakeTimers;
  beforeEach(() => {
    clock = useFakeTimers({ toFake: ['setImmediate', 'setTimeout', 'clearTimeout'] });
  });
  afterEach(() => clock.restore());

  it('gives those of this turn for any exit code, and earlier ones for a code other than 0', async () => {
    const pending = createPendingCrashes();
    const [earlier, now] = [{ body: 'earlier' }, { body: 'now' }];
    pending.add(earlier, never);
    await clock.tickAsync(1);
    pending.add(now, never);
    assert.deepEqual(pending.endedBy(0), [now]);
    assert.deepEqual(pending.endedBy(1), [earlier]);
  });

  it('keeps nothing of those that the application has logged, nor of those that made room', () => {
    const pending = createPendingCrashes();
    for (let more = 0; more < 12; more++) pending.add({}, (text) => text === 'logged');
    pending.add({}, never);
    assert.equal(clock.countTimers(), 10 + TURN_ENDS);
    pending.logged('logged');
    assert.equal(clock.countTimers(), 1 + TURN_ENDS);
  });

  it('gives each at most once, keeps ten, the first ones and the last one, and none that is logged or older than ten seconds', () => {
    const step = fc.oneof(
      fc.record({ crash: fc.nat({ max: 4 }) }),
      fc.record({ log: fc.nat({ max: 4 }) }),
      fc.record({ wait: fc.constantFrom(1, 4_000, 10_000) }),
      fc.record({ exitCode: fc.constantFrom(0, 1) }),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 40 }), (steps) => {
        const pending = createPendingCrashes();
        let expected: { readonly message: string; readonly until: number; readonly turn: number }[] = [];
        let turn = 0;
        for (const one of steps) {
          if ('crash' in one) {
            const message = String(one.crash);
            const record = { message, until: clock.now + 10_000, turn };
            pending.add(record, (text) => text === message);
            expected = [...expected.slice(0, 9), record];
          } else if ('log' in one) {
            pending.logged(String(one.log));
            expected = expected.filter(({ message }) => message !== String(one.log));
          } else if ('wait' in one) {
            clock.tick(one.wait);
            turn += 1;
            expected = expected.filter(({ until }) => until > clock.now);
          } else {
            const isDue = (record: { turn: number }): boolean => one.exitCode !== 0 || record.turn === turn;
            assert.deepEqual(pending.endedBy(one.exitCode), expected.filter(isDue));
            expected = expected.filter((record) => !isDue(record));
          }
        }
      }),
    );
  });
});
