import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { rememberSuccess } from '../../src/deliver/remember-success.js';

describe('remember-success', () => {
  it('runs once for concurrent callers, and remembers the result', async () => {
    const work = sinon.stub().resolves('done');
    const run = rememberSuccess<string>(work);

    assert.deepEqual(await Promise.all([run(), run()]), ['done', 'done']);
    assert.equal(await run(), 'done');

    sinon.assert.calledOnce(work);
  });

  it('does not remember a failure, which all concurrent callers receive', async () => {
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
