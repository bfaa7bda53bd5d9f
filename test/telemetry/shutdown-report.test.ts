import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import type { Destination, EventRun } from '../../src/events/model.js';
import { wholeOf } from '../../src/events/runs.js';
import { reportRemaining } from '../../src/telemetry/shutdown-report.js';
import { bareBlock, destination } from '../helpers/events.js';

const oneEvent = wholeOf(bareBlock([1]));

function report({ volatile = [] as [Destination, EventRun[]][], stored = [] as [Destination, number][] }) {
  const diagnostics = { errorOnce: sinon.spy(), warn: sinon.spy() };
  reportRemaining({ volatile, stored }, diagnostics, 500);
  return diagnostics;
}

describe('shutdown-report: reportRemaining', () => {
  it('reports what was lost, of which stream, and what to do', () => {
    const { errorOnce, warn } = report({ volatile: [[destination('web', '/shop'), [oneEvent]]] });

    sinon.assert.calledOnce(errorOnce);
    const { code, text } = errorOnce.firstCall.args[0];
    assert.equal(code, 'CWL_SHUTDOWN_LOST');
    assert.match(text, / 1 event .* 500 ms \(flushTimeoutMillis\): 1 for "\/shop" "web"\./);
    sinon.assert.notCalled(warn);
  });

  it('reports what stays on disk, and names ten streams', () => {
    const { errorOnce, warn } = report({
      stored: Array.from({ length: 12 }, (_, index) => [destination(`s${index}`), 2]),
    });

    sinon.assert.calledOnce(warn);
    const { code, text } = warn.firstCall.args[0];
    assert.equal(code, 'CWL_SHUTDOWN_LEFT');
    assert.match(text, / 24 events .*2 for "g" "s9", and 2 more streams\./);
    sinon.assert.notCalled(errorOnce);
  });

  it('reports nothing if nothing remains', () => {
    const { errorOnce, warn } = report({});

    sinon.assert.notCalled(errorOnce);
    sinon.assert.notCalled(warn);
  });
});
