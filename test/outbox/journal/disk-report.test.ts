import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { createDiskReport } from '../../../src/outbox/journal/disk-report.js';
import { createFakeClock } from '../../helpers/fake-clock.js';

function setUp() {
  const clock = createFakeClock();
  const [trouble, warn] = [sinon.spy(), sinon.spy()];
  return { clock, trouble, warn, report: createDiskReport({ clock, trouble, warn }) };
}

describe('createDiskReport', () => {
  it('reports that the disk fails, and why, and after how long it works again, each time one message', async () => {
    const { clock, trouble, warn, report } = setUp();
    report.works();
    report.fails('ENOSPC: no space left');
    await clock.advance(5_000);
    report.fails('EIO');

    sinon.assert.notCalled(warn);
    sinon.assert.calledOnceWithMatch(
      trouble,
      'outbox disk',
      /does not take events \(ENOSPC: no space left\)\..*up to 67108864 bytes.*Check the directory of outbox\.directory\.$/,
    );
    report.works();
    report.works();
    sinon.assert.calledOnceWithMatch(warn, /takes events again after 5 s/);
  });

  it('warns of later episodes too, at most once a minute, and gives an alarm for the first alone', async () => {
    const { clock, trouble, warn, report } = setUp();

    for (const why of ['first', 'soon', 'second', 'third']) {
      report.fails(why);
      report.works();
      await clock.advance(why === 'first' ? 59_999 : 60_000);
    }

    sinon.assert.calledOnceWithMatch(trouble, 'outbox disk', /\(first\)/);
    assert.deepEqual(
      warn.args.map(([message]) => /\((\w+)\)/.exec(String(message))?.[1]),
      [undefined, 'second', undefined, 'third', undefined],
    );
  });
});
