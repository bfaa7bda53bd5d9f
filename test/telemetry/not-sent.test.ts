import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { createNotSent } from '../../src/telemetry/not-sent.js';

describe('createNotSent', () => {
  it('counts by reason, and says so in one line', () => {
    const [count, info] = [sinon.spy(), sinon.spy()];
    const notSent = createNotSent({ count, info });

    notSent.add('severity');
    notSent.add('not_sampled');
    notSent.add('severity', 2);
    notSent.add('budget');
    notSent.tell();
    notSent.tell();

    assert.deepEqual(count.args, [
      [1, 'severity'],
      [1, 'not_sampled'],
      [2, 'severity'],
      [1, 'budget'],
    ]);
    sinon.assert.calledOnceWithExactly(
      info,
      'Log records that were not sent, as the options say: 3 below minSeverity, 1 of traces that are not sampled (traceBased), 1 while the budget was spent.',
    );
  });

  it('says nothing where all were sent', () => {
    const info = sinon.spy();
    createNotSent({ count: sinon.spy(), info }).tell();
    sinon.assert.notCalled(info);
  });
});
