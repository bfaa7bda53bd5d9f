import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { createNotSent } from '../../src/telemetry/not-sent.js';

describe('not-sent', () => {
  it('counts by reason, and reports the numbers in one line', () => {
    const [count, info] = [sinon.spy(), sinon.spy()];
    const notSent = createNotSent({ count, info });

    notSent.add('severity');
    notSent.add('not_sampled');
    notSent.add('severity', 2);
    notSent.add('budget');
    notSent.add('no_error');
    notSent.add('context_full');
    notSent.tell();
    notSent.tell();

    assert.deepEqual(count.args, [
      [1, 'severity'],
      [1, 'not_sampled'],
      [2, 'severity'],
      [1, 'budget'],
      [1, 'no_error'],
      [1, 'context_full'],
    ]);
    sinon.assert.calledOnce(info);
    const { code, text } = info.firstCall.args[0];
    assert.equal(code, 'CWL_NOT_SENT');
    assert.match(
      text,
      /\b3 \D*minSeverity, 1 \D*traceBased\D*, 1 \D*budget\D*, 1 \D*errorContext\D*, 1 \D*errorContext\.maxBytes/,
    );
  });

  it('reports nothing if all were sent', () => {
    const info = sinon.spy();
    createNotSent({ count: sinon.spy(), info }).tell();
    sinon.assert.notCalled(info);
  });
});
