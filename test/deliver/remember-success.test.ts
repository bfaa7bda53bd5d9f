import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { rememberSuccess } from '../../src/deliver/remember-success.js';

describe('rememberSuccess', () => {
  it('runs once for callers at the same time, and remembers what came of it', async () => {
    const work = sinon.stub().resolves('done');
    const run = rememberSuccess<string>(work);

    assert.deepEqual(await Promise.all([run(), run()]), ['done', 'done']);
    assert.equal(await run(), 'done');

    sinon.assert.calledOnce(work);
  });

  it('forgets a failure, which all callers at the time see', async () => {
    const work = sinon.stub().onFirstCall().rejects(new Error('no')).resolves('done');
    const run = rememberSuccess<string>(work);

    const both = await Promise.allSettled([run(), run()]);

    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    assert.equal(await run(), 'done');
    sinon.assert.calledTwice(work);
  });
});
