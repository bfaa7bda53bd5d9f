import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { createDiskReport } from '../../../src/outbox/journal/disk-report.js';
import { createFakeClock } from '../../helpers/fake-clock.js';
import { lineOf } from '../../helpers/message.js';

function setUp() {
  const clock = createFakeClock();
  const [errorOnce, warn] = [sinon.spy(), sinon.spy()];
  return { clock, errorOnce, warn, report: createDiskReport({ clock, errorOnce, warn, memoryBytes: 1_000 }) };
}

describe('disk-report', () => {
  it('reports that the disk fails, and why, and after how long it works again, each with one message', async () => {
    const { clock, errorOnce, warn, report } = setUp();
    report.works();
    report.fails('ENOSPC: no space left');
    await clock.advance(5_000);
    report.fails('EIO');

    sinon.assert.notCalled(warn);
    sinon.assert.calledOnce(errorOnce);
    assert.match(
      lineOf(errorOnce.firstCall.args[0]),
      /^CWL_OUTBOX_DISK_FAILED: .*\(ENOSPC: no space left\).* 1000 bytes.*outbox\.directory/,
    );
    report.works();
    report.works();
    sinon.assert.calledOnce(warn);
    assert.match(lineOf(warn.firstCall.args[0]), /^CWL_OUTBOX_DISK_WORKS_AGAIN: .* 5 s\./);
  });

  it('warns of later failures too, at most once a minute, and emits a process warning for the first alone', async () => {
    const { clock, errorOnce, warn, report } = setUp();

    for (const why of ['first', 'soon', 'second', 'third']) {
      report.fails(why);
      report.works();
      await clock.advance(why === 'first' ? 59_999 : 60_000);
    }

    sinon.assert.calledOnce(errorOnce);
    assert.match(errorOnce.firstCall.args[0].text, /\(first\)/);
    assert.deepEqual(
      warn.args.map(([message]) => /\((\w+)\)/.exec(message.text)?.[1]),
      [undefined, 'second', undefined, 'third', undefined],
    );
  });
});
