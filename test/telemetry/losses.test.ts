import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import type { Loss } from '../../src/events/model.js';
import { createLosses } from '../../src/telemetry/losses.js';
import { createSecretFilter } from '../../src/telemetry/secret-filter.js';
import { spanOfTimes } from '../../src/events/runs.js';
import { destination } from '../helpers/events.js';
import { createFakeClock } from '../helpers/fake-clock.js';
import { lineOf } from '../helpers/message.js';

const TOKEN = 'IQoJb3JpZ2luX2VjEXAMPLETOKEN';
const a = destination('a', 'g');
const { error: redact } = createSecretFilter({ AWS_SESSION_TOKEN: TOKEN });

function setUp(onLoss?: (loss: Loss) => void) {
  const clock = createFakeClock();
  const told: Loss[] = [];
  const warn = sinon.spy();
  const losses = createLosses({ clock, onLoss: onLoss ?? ((loss) => void told.push(loss)), warn, redact });
  return { clock, told, warn, losses };
}

describe('losses', () => {
  it('carry no secret in their error', async () => {
    const { clock, told, warn, losses } = setUp();

    losses.add(a, spanOfTimes([1]), 'invalid', new Error(`refused: ${TOKEN}`));
    await clock.advance(0);

    assert.equal(told[0]?.error?.message, 'refused: [secret]');
    sinon.assert.calledWithMatch(warn, { text: sinon.match(/refused: \[secret\]/) });
  });

  it('are reported later, never inside the call that loses', async () => {
    const { clock, told, losses } = setUp();

    losses.add(a, spanOfTimes([5]), 'too_old');
    assert.deepEqual(told, []);
    await clock.advance(0);

    assert.deepEqual(told, [
      { reason: 'too_old', count: 1, logGroupName: 'g', logStreamName: 'a', from: 5, to: 5 },
    ]);
  });

  it('are joined by reason and stream', async () => {
    const { clock, told, losses } = setUp();

    losses.add(a, spanOfTimes([5, 3]), 'too_old');
    losses.add({ ...a }, spanOfTimes([9]), 'too_old');
    losses.add(a, spanOfTimes([1]), 'invalid');
    losses.add(destination('b', 'g'), spanOfTimes([1]), 'too_old');
    losses.add(a, spanOfTimes([]), 'expired');
    await clock.advance(0);

    assert.deepEqual(
      told.map(({ reason, logStreamName, count, from, to }) => [reason, logStreamName, count, from, to]),
      [
        ['too_old', 'a', 3, 3, 9],
        ['invalid', 'a', 1, 1, 1],
        ['too_old', 'b', 1, 1, 1],
      ],
    );
  });

  it('are reported at most once a second', async () => {
    const { clock, told, losses } = setUp();
    losses.add(a, spanOfTimes([1]), 'invalid');
    await clock.advance(10);

    for (let time = 0; time < 5; time++) {
      losses.add(a, spanOfTimes([1]), 'invalid');
      await clock.advance(100);
    }
    assert.equal(told.length, 1);
    await clock.advance(500);

    assert.deepEqual(
      told.map(({ count }) => count),
      [1, 5],
    );
  });

  it('are reported at once again after a time without losses', async () => {
    const { clock, told, losses } = setUp();
    losses.add(a, spanOfTimes([1]), 'invalid');
    await clock.advance(5_000);

    losses.add(a, spanOfTimes([1]), 'invalid');
    await clock.advance(0);

    assert.equal(told.length, 2);
  });

  it('are reported on demand, once', async () => {
    const { clock, told, losses } = setUp();
    losses.add(a, spanOfTimes([1]), 'shutdown');

    losses.tell();
    losses.tell();
    await clock.advance(5_000);

    assert.equal(told.length, 1);
    assert.deepEqual(clock.waits(), []);
  });

  it('keep the first error', async () => {
    const { clock, told, losses } = setUp();
    const error = new Error('the first');

    losses.add(a, spanOfTimes([1]), 'invalid');
    losses.add(a, spanOfTimes([1]), 'invalid', error);
    losses.add(a, spanOfTimes([1]), 'invalid', new Error('the second'));
    await clock.advance(0);

    assert.equal(told[0]?.error, error);
  });

  it('cause a warning with all known facts', async () => {
    const { clock, warn, losses } = setUp();

    losses.add(a, spanOfTimes([0, 1_000]), 'invalid', new Error('no'));
    losses.add(a, spanOfTimes([0]), 'too_old');
    await clock.advance(0);

    const lines = warn.args.map(([message]) => lineOf(message));
    assert.equal(lines.length, 2);
    assert.match(
      lines[0] ?? '',
      /^CWL_EVENTS_LOST: .*2 log records .*"g".*"a", from 1970-01-01T00:00:00.000Z to 1970-01-01T00:00:01.000Z: invalid \(Error: no\)/,
    );
    assert.match(
      lines[1] ?? '',
      /^CWL_EVENTS_LOST: .*1 log record .*"g".*"a", from 1970-01-01T00:00:00.000Z to 1970-01-01T00:00:00.000Z: too_old/,
    );
  });

  it('cause a warning without a listener too', async () => {
    const clock = createFakeClock();
    const warn = sinon.spy();
    const losses = createLosses({ clock, onLoss: undefined, warn, redact });

    losses.add(a, spanOfTimes([8.64e15]), 'too_new');
    await clock.advance(0);

    sinon.assert.calledOnce(warn);
  });

  const faults: Readonly<Record<string, () => unknown>> = {
    throws() {
      throw new Error('from the application');
    },
    'gives a promise that is rejected': () => Promise.reject(new Error('from the application')),
  };
  for (const [what, fault] of Object.entries(faults)) {
    it(`ignore it when onLoss ${what}`, async () => {
      const onLoss = sinon.spy(fault);
      const { clock, warn, losses } = setUp(onLoss);

      losses.add(a, spanOfTimes([1]), 'invalid');
      losses.add(a, spanOfTimes([1]), 'too_old');
      losses.tell();
      await clock.settle();

      sinon.assert.calledTwice(onLoss);
      sinon.assert.calledWithMatch(warn, { code: 'CWL_ON_LOSS_THREW' });
      for (const [message] of warn.args) assert.doesNotMatch(lineOf(message), /from the application/);
    });
  }

  it('may be caused by the listener itself', async () => {
    const clock = createFakeClock();
    const told: Loss[] = [];
    const losses = createLosses({
      clock,
      onLoss(loss) {
        told.push(loss);
        if (told.length < 3) losses.add(a, spanOfTimes([1]), 'invalid');
      },
      warn: () => undefined,
      redact,
    });

    losses.add(a, spanOfTimes([1]), 'invalid');
    await clock.advance(10_000);

    assert.equal(told.length, 3);
  });

  it('do not keep the process alive while they wait', () => {
    const { clock, losses } = setUp();

    losses.add(a, spanOfTimes([1]), 'invalid');

    assert.equal(clock.waits().length, 1);
    assert.equal(clock.keepingAlive, 0);
  });
});
