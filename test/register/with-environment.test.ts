import assert from 'node:assert/strict';
import { withEnvironment } from '../../src/register/with-environment.js';
import { thrower } from '../helpers/thrower.js';

const [SET, UNSET] = ['WITH_ENVIRONMENT_SET', 'WITH_ENVIRONMENT_UNSET'];

describe('with-environment', () => {
  before(() => void (process.env[SET] = 'before'));
  after(() => void delete process.env[SET]);

  it('changes variables for one function, and returns its result', () => {
    const seen = withEnvironment({ [SET]: undefined, [UNSET]: 'now' }, () => [
      process.env[SET],
      process.env[UNSET],
    ]);
    assert.deepEqual(seen, [undefined, 'now']);
    assert.deepEqual([process.env[SET], process.env[UNSET]], ['before', undefined]);
  });

  it('restores them if the function throws', () => {
    assert.throws(() => withEnvironment({ [SET]: 'now', [UNSET]: 'now' }, thrower), /a mistake/);
    assert.deepEqual([process.env[SET], process.env[UNSET]], ['before', undefined]);
  });
});
