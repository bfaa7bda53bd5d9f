import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { createBlockers } from '../../src/telemetry/blockers.js';
import { destination } from '../helpers/events.js';
import { createFakeClock } from '../helpers/fake-clock.js';
import { lineOf } from '../helpers/message.js';
import { messageOf } from '../../src/messages/message.js';

const a = destination('a', 'g');
const b = destination('b', 'g');
const DENIED = { kind: 'denied PutLogEvents', name: 'g' };
const explain = () => messageOf('CWL_GZIP_REFUSED');

function setUp() {
  const clock = createFakeClock();
  const said: string[] = [];
  const errorOnce = sinon.spy();
  const blockers = createBlockers({
    elapsed: clock.elapsed,
    errorOnce,
    say: (message) => said.push(lineOf(message)),
    waiting: () => 7,
  });
  return { clock, said, errorOnce, blockers };
}

describe('blockers', () => {
  it('are reported when they begin, once for all streams that they block', () => {
    const { errorOnce, said, blockers } = setUp();

    for (const stream of [a, b, a]) blockers.began(DENIED, stream, explain);

    sinon.assert.calledOnceWithExactly(errorOnce, explain(), 'denied PutLogEvents g');
    assert.deepEqual(said, []);
  });

  it('are reported as ended with the last blocked stream, with the duration and a count', async () => {
    const { clock, said, blockers } = setUp();
    for (const stream of [a, b, a]) blockers.began(DENIED, stream, explain);
    await clock.advance(90_000);
    blockers.ended(a);
    assert.deepEqual(said, []);

    blockers.ended(b);

    assert.equal(said.length, 1);
    assert.match(said[0]!, /^CWL_DELIVERY_RESUMED: .*"g".* 90 s \(.*denied PutLogEvents\)\. 7 events/);
  });

  it('are reported again when they return, by a warning, and at most once a minute', async () => {
    const { clock, said, errorOnce, blockers } = setUp();
    for (let seconds = 0; seconds < 180; seconds++) {
      blockers.began(DENIED, a, explain);
      blockers.ended(a);
      await clock.advance(1_000);
    }

    sinon.assert.calledOnce(errorOnce);
    assert.equal(said.filter((line) => line === lineOf(explain())).length, 2);
    assert.equal(said.length, 5);
  });

  it('do not name a group that is unrelated to the cause', () => {
    const { said, errorOnce, blockers } = setUp();
    blockers.began({ kind: 'unconfigured', name: '' }, a, explain);
    blockers.ended(a);

    sinon.assert.calledOnceWithExactly(errorOnce, explain(), 'unconfigured ');
    assert.match(said[0]!, /\(.*unconfigured\)/);
  });

  it('are not reported as ended for streams that were never blocked', () => {
    const { said, blockers } = setUp();
    blockers.began(DENIED, a, explain);
    blockers.ended(b);
    assert.deepEqual(said, []);
  });

  it('are followed up to a number of names of a kind, independent of other kinds', () => {
    const { said, blockers } = setUp();
    for (let index = 0; index < 1_000; index++) {
      const name = String(index);
      blockers.began({ kind: 'denied PutLogEvents', name }, destination('a', name), explain);
    }
    const one = destination('z', 'z');
    blockers.began({ kind: 'denied PutLogEvents', name: 'z' }, one, explain);
    blockers.ended(one);
    assert.deepEqual(said, []);

    blockers.began({ kind: 'limit_exceeded CreateLogGroup', name: 'z' }, one, explain);
    blockers.ended(one);
    assert.equal(said.length, 1);
  });
});
