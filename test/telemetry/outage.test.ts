import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { createOutageWatch } from '../../src/telemetry/outage.js';
import { createFakeClock } from '../helpers/fake-clock.js';
import { lineOf } from '../helpers/message.js';

function setUp() {
  const clock = createFakeClock();
  const said: string[] = [];
  const alarm = sinon.spy();
  const outage = createOutageWatch({
    elapsed: () => clock.elapsed(),
    say: (message) => void said.push(lineOf(message)),
    alarm,
    waiting: () => 42,
  });
  return { clock, said, alarm, outage };
}

describe('outage: createOutageWatch', () => {
  it('reports once that the service fails, and once that it answers again', async () => {
    const { clock, said, alarm, outage } = setUp();

    outage.failed('PutLogEvents failed with Error: x');
    outage.failed('PutLogEvents failed with Error: y');
    await clock.advance(12_000);
    outage.answered();
    outage.answered();

    assert.equal(said.length, 2);
    assert.match(said[0]!, /^CWL_OUTAGE: .*PutLogEvents failed with Error: x\. 42 events/);
    assert.match(said[1]!, /^CWL_OUTAGE_ENDED: .* 12 s\. 42 events/);
    sinon.assert.notCalled(alarm);
  });

  it('reports nothing while the service answers', () => {
    const { said, outage } = setUp();

    outage.answered();

    assert.deepEqual(said, []);
  });

  it('limits messages when single calls fail again and again', async () => {
    const { clock, said, outage } = setUp();

    for (let seconds = 0; seconds < 180; seconds++) {
      outage.failed('throttled');
      outage.answered();
      await clock.advance(1_000);
    }

    assert.equal(said.length, 6);
  });

  it('reports a new outage that lasts, although another one has just ended', async () => {
    const { clock, said, outage } = setUp();
    outage.failed('throttled');
    outage.answered();

    for (let seconds = 0; seconds < 90; seconds++) {
      await clock.advance(1_000);
      outage.failed('down');
    }
    outage.answered();

    assert.equal(said.length, 4);
    assert.match(said[2]!, /down/);
    assert.match(said[3]!, /after 89 s/);
  });

  it('raises the alarm once when no call succeeds for a minute', async () => {
    const { clock, alarm, outage } = setUp();

    for (let seconds = 0; seconds < 300; seconds++) {
      outage.failed('getaddrinfo ENOTFOUND');
      await clock.advance(1_000);
    }

    sinon.assert.calledOnce(alarm);
    assert.match(lineOf(alarm.firstCall.args[0]), /^CWL_OUTAGE_LASTS: .* 60 s: getaddrinfo ENOTFOUND/);
  });
});
