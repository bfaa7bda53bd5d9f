import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { processFacts } from '../../src/util/process-facts.js';

const NAME = 'AWS_LAMBDA_LOG_STREAM_NAME';

describe('process-facts', () => {
  const before = process.env[NAME];
  afterEach(() => {
    if (before === undefined) delete process.env[NAME];
    else process.env[NAME] = before;
  });

  it('returns the host and the process', () => {
    delete process.env[NAME];
    assert.deepEqual(processFacts(), { hostName: hostname(), pid: process.pid });
  });

  it('returns the instance of a function on Lambda', () => {
    process.env[NAME] = '2026/11/28/[$LATEST]abc';
    assert.equal(processFacts().faasInstance, '2026/11/28/[$LATEST]abc');
  });
});
