import assert from 'node:assert/strict';
import { fixesOf } from '../../../src/cli/check/fixes.js';
import type { Environment } from '../../../src/util/environment.js';
import { MESSAGES } from '../../../src/messages/table.js';

const region = (env: Environment): string => fixesOf(env).region.fix;
const credentials = (env: Environment): string => fixesOf(env).credentials.fix;

describe('fixes', () => {
  it('name a message that explain knows, and something to do, for each setting', () => {
    const fixes = Object.values(fixesOf({}));
    for (const { code, fix } of fixes) {
      assert.ok(code in MESSAGES, code);
      assert.notEqual(fix, '');
    }
    assert.equal(new Set(fixes.map(({ code }) => code)).size, 3);
  });

  it('name AWS_REGION for a missing region', () => {
    assert.match(region({}), /AWS_REGION/);
  });

  it('name AWS_DEFAULT_REGION where it alone is set', () => {
    const slip = /AWS_DEFAULT_REGION/;
    assert.match(region({ AWS_DEFAULT_REGION: 'eu-west-1' }), slip);
    assert.doesNotMatch(region({}), slip);
    assert.doesNotMatch(region({ AWS_DEFAULT_REGION: 'eu-west-1', AWS_REGION: 'eu-west-1' }), slip);
  });

  it('quote the profile that is set, and how to try it', () => {
    assert.match(credentials({ AWS_PROFILE: 'prod' }), /"prod".*aws sts get-caller-identity/);
    assert.doesNotMatch(credentials({}), /aws sts/);
  });

  it('read an empty variable as the SDK does: it is not set', () => {
    const [AWS_DEFAULT_REGION, AWS_REGION, AWS_PROFILE] = ['eu-west-1', '', ''];
    assert.equal(region({ AWS_REGION, AWS_DEFAULT_REGION }), region({ AWS_DEFAULT_REGION }));
    assert.equal(credentials({ AWS_PROFILE }), credentials({}));
  });

  it('keep the general advice after that on a mistake', () => {
    const env = { AWS_DEFAULT_REGION: 'eu-west-1', AWS_PROFILE: 'prod' };
    assert.ok(region(env).endsWith(region({})));
    assert.ok(credentials(env).endsWith(credentials({})));
  });

  it('depend on a mistake only for the setting that it is about', () => {
    assert.equal(region({ AWS_PROFILE: 'prod' }), region({}));
    assert.equal(credentials({ AWS_DEFAULT_REGION: 'eu-west-1' }), credentials({}));
  });
});
