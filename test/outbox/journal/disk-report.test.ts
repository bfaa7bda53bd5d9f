import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { createDiskReport } from '../../../src/outbox/journal/disk-report.js';

describe('createDiskReport', () => {
  it('says once that the disk fails, and why, and once that it works again', () => {
    const [trouble, warn] = [sinon.spy(), sinon.spy()];
    const report = createDiskReport({ trouble, warn });
    report.works();
    report.fails('ENOSPC: no space left');
    report.fails('EIO');

    sinon.assert.notCalled(warn);
    sinon.assert.calledOnceWithMatch(
      trouble,
      'outbox disk',
      /does not take events \(ENOSPC: no space left\)\..*up to 67108864 bytes.*Check the directory of outbox\.directory\.$/,
    );
    report.works();
    report.works();
    sinon.assert.calledOnceWithMatch(warn, /takes events again/);
  });

  it('says each later episode too, and as a process warning the first alone', () => {
    const [trouble, warn] = [sinon.spy(), sinon.spy()];
    const report = createDiskReport({ trouble, warn });

    for (const why of ['first', 'second', 'third']) {
      report.fails(why);
      report.works();
    }

    sinon.assert.calledOnceWithMatch(trouble, 'outbox disk', /\(first\)/);
    assert.deepEqual(
      warn.args.map(([message]) => /\((\w+)\)/.exec(String(message))?.[1]),
      [undefined, 'second', undefined, 'third', undefined],
    );
  });
});
