import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import assert from 'node:assert/strict';
import { ACCOUNT_QUOTAS } from '../../src/local-server/model/limits.js';
import { createQuotas } from '../../src/local-server/quotas.js';
import { event, NOW, rejects, startFixture } from './helpers.js';

function passed(take: (action: string) => boolean, action: string, calls: number): number {
  return Array.from({ length: calls }, () => take(action)).filter(Boolean).length;
}

describe('quotas', () => {
  it('are those of an account', () => {
    const take = createQuotas('account', () => NOW);
    // The last one has no quota here.
    const expected = { ...ACCOUNT_QUOTAS, GetLogEvents: 6_000 };
    for (const [action, calls] of Object.entries(expected))
      assert.equal(passed(take, action, 6_000), calls, action);
  });

  it('refill with the clock, up to the calls of one second', () => {
    let now = NOW;
    const take = createQuotas({ CreateLogStream: 10 }, () => now);
    assert.equal(passed(take, 'CreateLogStream', 20), 10);
    now += 99;
    assert.equal(passed(take, 'CreateLogStream', 20), 0);
    now += 1;
    assert.equal(passed(take, 'CreateLogStream', 20), 1);
    now += 60_000;
    assert.equal(passed(take, 'CreateLogStream', 20), 10);
    now -= 60_000;
    assert.equal(passed(take, 'CreateLogStream', 20), 0);
  });

  it('answer ThrottlingException, which is not a violation', async () => {
    let now = NOW;
    await using fixture = await startFixture({ quotas: { PutLogEvents: 2 }, now: () => now });
    await fixture.put(event('a'));
    await fixture.put(event('b'));
    await rejects(fixture.put(event('c')), { name: 'ThrottlingException', message: 'Rate exceeded' });
    await fixture.client.send(new DescribeLogGroupsCommand({}));
    now += 500;
    await fixture.put(event('d'));
    assert.equal(fixture.server.events().length, 3);
    assert.deepEqual(fixture.server.violations, []);
  });
});
