import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Constraints } from '../../../src/local-server/model/constraints.js';
import type { Input } from '../../../src/local-server/model/input.js';
import {
  checkStreamName,
  groupArn,
  groupNameOfArn,
  readGroupIdentifier,
  readGroupName,
  readResourceArn,
  readStreamName,
  readTags,
  streamArn,
} from '../../../src/local-server/model/names.js';

const legalName = fc.stringMatching(/^[.\-_/#A-Za-z0-9]{1,40}$/);

function checked<T>(read: (input: Input, constraints: Constraints) => T, input: Input): T {
  const constraints = new Constraints();
  const value = read(input, constraints);
  constraints.check();
  return value;
}

function refuses(read: typeof readTags | typeof readGroupName, rule: string, ...inputs: Input[]): void {
  for (const input of inputs) {
    const error = { name: 'InvalidParameterException', rules: [rule] };
    assert.throws(() => checked<unknown>(read, input), error, JSON.stringify(input));
  }
}

function tagsOf(count: number): Input {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, '']));
}

describe('names', () => {
  it('of a group are found in its ARN, with and without the asterisk, and in no other', () => {
    fc.assert(
      fc.property(legalName, (name) => {
        const arn = groupArn(name);
        assert.deepEqual([arn, `${arn}:*`].map(groupNameOfArn), [name, name]);
        const others = [name, `${arn}:`, streamArn(name, 's'), ` ${arn}`];
        for (const other of others) assert.equal(groupNameOfArn(other), undefined, other);
      }),
    );
  });

  for (const [member, rule, read, legal, illegal] of [
    ['logGroupName', 'log group name', readGroupName, '/a-b_C.1#', ['a b', 'a:b', 'é', 'a\n']],
    ['logStreamName', 'log stream name', readStreamName, 'a b/é😀\n', ['a:b', 'a*b']],
  ] as const) {
    it(`in ${member} are required, of legal characters, and up to 512 long`, () => {
      const names = [legal, 'x', 'x'.repeat(511), 'x'.repeat(512)];
      for (const name of names) assert.equal(checked(read, { [member]: name }), name);
      const others = [...illegal, '', 'x'.repeat(513), undefined, null];
      refuses(read, rule, ...others.map((name) => ({ [member]: name })));
    });
  }

  it('of streams in a list are reported with their place', () => {
    const constraints = new Constraints();
    checkStreamName('a*', constraints, 'logStreamNames.2.member');
    assert.throws(() => constraints.check(), { message: /^1 .* at 'logStreamNames\.2\.member' failed/ });
  });

  it('of the group of a read come as a name, as an identifier or in an ARN, but only once', () => {
    const identifiers = ['g', groupArn('g'), `${groupArn('g')}:*`, 'x'.repeat(2048)];
    const found = identifiers.map((id) => checked(readGroupIdentifier, { logGroupIdentifier: id }));
    assert.deepEqual(found, ['g', 'g', 'g', 'x'.repeat(2048)]);
    assert.equal(checked(readGroupIdentifier, { logGroupName: 'g' }), 'g');
    const illegal = ['', 'a b', 'x'.repeat(2049)].map((id) => ({ logGroupIdentifier: id }));
    refuses(readGroupIdentifier, 'input', {}, { logGroupName: 'g', logGroupIdentifier: 'g' }, ...illegal);
    refuses(readGroupIdentifier, 'log group name', { logGroupName: 'a b' });
  });

  it('of the group of a tag call come in an ARN without the asterisk', () => {
    assert.equal(checked(readResourceArn, { resourceArn: groupArn('g') }), 'g');
    const illegal = [undefined, '', `${groupArn('g')}:*`, 'x'.repeat(1012)];
    refuses(readResourceArn, 'tags', ...illegal.map((resourceArn) => ({ resourceArn })));
    const error = { name: 'ResourceNotFoundException' };
    for (const resourceArn of ['g', streamArn('g', 's'), 'x'.repeat(1011)])
      assert.throws(() => checked(readResourceArn, { resourceArn }), error);
  });

  it('of tags have 1 to 128 characters, their values up to 256, and there are up to 50', () => {
    assert.equal(checked(readTags, {}), undefined);
    const keys = ['k', 'é 語:/=+-@_.', 'k'.repeat(127), 'k'.repeat(128), 'aws', 'my:aws:'];
    const values = ['', 'é 語', 'v'.repeat(255), 'v'.repeat(256)];
    const legal = [...keys.map((k) => ({ [k]: '' })), ...values.map((k) => ({ k })), tagsOf(49), tagsOf(50)];
    const found = legal.map((tags) => Object.fromEntries(checked(readTags, { tags }) ?? []));
    assert.deepEqual(found, legal);
  });

  it('of tags are refused when they begin with aws: in any case, are illegal or too many', () => {
    const keys = ['aws:x', 'AWS:x', 'aWs:', '', 'a*', 'k'.repeat(129)].map((k) => ({ [k]: '' }));
    const illegal = [...keys, { k: 'a*' }, { k: 'v'.repeat(257) }, {}, tagsOf(51)];
    refuses(readTags, 'tags', ...illegal.map((tags) => ({ tags })));
  });
});
