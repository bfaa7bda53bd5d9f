import assert from 'node:assert/strict';
import { createRounds } from '../../src/exit/rounds.js';

/** Work that writes down what is done, and asks for itself in the parts that are named. */
function setUp(asksIn: readonly string[], waits = true) {
  const record = { isWritten: false };
  const done: string[] = [];
  const rounds = createRounds(
    {
      begin() {
        go('begin');
        return waits ? () => go('wait') : undefined;
      },
    },
    () => record.isWritten,
  );

  function go(part: string): void {
    done.push(part);
    if (asksIn.includes(part)) rounds.again();
  }
  return { rounds, done, record };
}

describe('rounds', () => {
  it('does the work once where nothing comes meanwhile, and at once when it is asked for later', () => {
    const { rounds, done } = setUp([]);
    rounds.begin()?.();
    assert.deepEqual(done.splice(0), ['begin', 'wait']);

    rounds.again();

    assert.deepEqual(done, ['begin', 'wait']);
  });

  it('begins no second round while others are at work between its begin and its wait', () => {
    const { rounds, done } = setUp([]);
    const wait = rounds.begin();

    rounds.again();
    assert.deepEqual(done.splice(0), ['begin']);

    wait?.();
    assert.deepEqual(done, ['wait', 'begin', 'wait']);
  });

  it('does it once more for what it causes itself, and then no more', () => {
    for (const asksIn of [['begin'], ['wait'], ['begin', 'wait']]) {
      const { rounds, done } = setUp(asksIn);
      rounds.begin()?.();
      assert.deepEqual(done, ['begin', 'wait', 'begin', 'wait']);
    }
  });

  it('does it once more too where there was nothing to wait for', () => {
    const { rounds, done } = setUp(['begin'], false);
    rounds.begin()?.();
    assert.deepEqual(done, ['begin', 'begin']);
  });

  it('begins no round while a record is written, which asks for it again', () => {
    const { rounds, done, record } = setUp([]);
    record.isWritten = true;
    rounds.again();
    assert.deepEqual(done, []);

    record.isWritten = false;
    rounds.again();
    assert.deepEqual(done, ['begin', 'wait']);
  });

  it('works at the end of the process also while a record is written', () => {
    const { rounds, done, record } = setUp([]);
    record.isWritten = true;
    rounds.begin()?.();
    assert.deepEqual(done, ['begin', 'wait']);
  });

  it('works on after a round that failed', () => {
    let fails = true;
    const done: string[] = [];
    const rounds = createRounds(
      {
        begin() {
          if (fails) throw new Error('no');
          done.push('begin');
          return undefined;
        },
      },
      () => false,
    );
    assert.throws(() => rounds.begin());
    fails = false;
    rounds.again();
    assert.deepEqual(done, ['begin']);
  });
});
