import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { policyOf, resourceOf, statementFor } from '../../../src/cli/policy/statement.js';

const PLACE = { region: 'eu-central-1', account: '123456789012', logGroupName: '/otel/checkout' };
const GROUP = 'arn:aws:logs:eu-central-1:123456789012:log-group:/otel/checkout';

const actions = fc.subarray(
  [
    'logs:PutLogEvents',
    'logs:CreateLogStream',
    'logs:CreateLogGroup',
    'logs:PutRetentionPolicy',
    'logs:TagResource',
  ],
  { minLength: 1 },
);
const place = fc.record({
  region: fc.constantFrom('eu-central-1', 'cn-north-1', '*'),
  account: fc.constantFrom('123456789012', '*'),
  logGroupName: fc.stringMatching(/^[\w.#/*-]{1,8}$/),
});

/** As IAM compares: `*` stands for any text. */
function matches(pattern: string, resource: string): boolean {
  const literal = pattern.replaceAll('.', String.raw`\.`);
  return new RegExp(`^${literal.replaceAll('*', '.*')}$`).test(resource);
}

describe('statement', () => {
  it('names the streams of a group, what is in the group, or the group itself, by the action', () => {
    assert.equal(resourceOf('logs:PutLogEvents', PLACE), `${GROUP}:log-stream:*`);
    assert.equal(resourceOf('logs:CreateLogStream', PLACE), `${GROUP}:*`);
    assert.equal(resourceOf('logs:TagResource', PLACE), GROUP);
  });

  it('names the partition of the region', () => {
    const arns = ['us-gov-west-1', 'cn-north-1', '*'].map((region) =>
      resourceOf('logs:TagResource', { ...PLACE, region })
        .split(':')
        .slice(0, 2),
    );
    assert.deepEqual(arns, [
      ['arn', 'aws-us-gov'],
      ['arn', 'aws-cn'],
      ['arn', 'aws'],
    ]);
  });

  it('has one action and one resource as plain texts', () => {
    const { Effect, Action, Resource } = statementFor(['logs:TagResource'], PLACE);
    assert.deepEqual([Effect, Action, Resource], ['Allow', 'logs:TagResource', GROUP]);
  });

  it('leaves out a resource that another one covers', () => {
    const { Resource } = statementFor(['logs:PutLogEvents', 'logs:CreateLogStream'], PLACE);
    assert.equal(Resource, `${GROUP}:*`);
  });

  it('allows each action on its resource, and lists no resource twice, for any place', () => {
    fc.assert(
      fc.property(actions, place, (wanted, where) => {
        const { Action, Resource } = statementFor(wanted, where);
        const listed = [Resource].flat();
        assert.deepEqual([Action].flat(), wanted);
        for (const action of wanted) {
          const needed = resourceOf(action, where);
          assert.ok(
            listed.some((pattern) => matches(pattern, needed)),
            needed,
          );
        }
        for (const resource of listed) {
          const others = listed.filter((pattern) => pattern !== resource && matches(pattern, resource));
          assert.deepEqual(others, []);
        }
        assert.equal(new Set(listed).size, listed.length);
      }),
      { numRuns: 300 },
    );
  });

  it('stands in a policy in the order in which it was given', () => {
    const statements = ['logs:PutLogEvents', 'logs:TagResource'].map((action) =>
      statementFor([action], PLACE),
    );
    assert.deepEqual(policyOf(statements).Statement, statements);
  });
});
