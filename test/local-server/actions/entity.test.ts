import assert from 'node:assert/strict';
import { Constraints } from '../../../src/local-server/model/constraints.js';
import { checkEntity, readEntity } from '../../../src/local-server/actions/entity.js';

type Members = Readonly<Record<string, string>>;

const SERVICE = { Type: 'Service', Name: 'shop', Environment: 'test' };

function entries(count: number): Members {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 'v']));
}

/** The paths of the violations that reading an entity finds. */
function violated(entity: unknown): string[] {
  const constraints = new Constraints();
  readEntity({ entity }, constraints);
  const paths: string[] = [];
  try {
    constraints.check();
  } catch (error) {
    assert.ok(error instanceof Error);
    for (const [, path = ''] of error.message.matchAll(/ at '([^']*)' failed/g)) paths.push(path);
  }
  return paths;
}

function errorOf(
  keyAttributes: Members,
  attributes: Members = {},
  logGroupClass = 'STANDARD',
): string | undefined {
  const entity = readEntity({ entity: { keyAttributes, attributes } }, new Constraints());
  assert.ok(entity !== undefined);
  return checkEntity(entity, logGroupClass);
}

describe('entity', () => {
  it('may be left out, and so may its attributes', () => {
    assert.equal(readEntity({}, new Constraints()), undefined);
    assert.equal(readEntity({ entity: null }, new Constraints()), undefined);
    assert.deepEqual(violated({ keyAttributes: SERVICE }), []);
  });

  it('is refused when it is not an object of texts', () => {
    for (const entity of ['x', [], { keyAttributes: 'x' }, { attributes: { a: 1 } }]) {
      assert.throws(() => readEntity({ entity }, new Constraints()), { name: 'SerializationException' });
    }
  });

  it('has two to four key attributes and up to ten attributes', () => {
    const counts = Array.from({ length: 13 }, (_, count) => count);
    const legal = (name: string): number[] =>
      counts.filter((count) => violated({ [name]: entries(count) }).length === 0);
    assert.deepEqual(legal('keyAttributes'), [2, 3, 4]);
    assert.deepEqual(legal('attributes'), counts.slice(0, 11));
  });

  for (const [name, limit] of [
    ['keyAttributes', 32],
    ['attributes', 256],
  ] as const) {
    it(`has names of 1 to ${limit} characters in ${name}, and values of 1 to 512`, () => {
      for (const [key, value, paths] of [
        ...[1, limit - 1, limit].map((length) => [length, 1, []] as const),
        ...[0, limit + 1].map((length) => [length, 1, [`entity.${name}`]] as const),
        ...[511, 512].map((length) => [1, length, []] as const),
        ...[0, 513].map((length) => [1, length, [`entity.${name}.k.member`]] as const),
      ]) {
        assert.deepEqual(violated({ [name]: { other: 'v', ['k'.repeat(key)]: 'v'.repeat(value) } }), paths);
      }
    });
  }

  for (const required of [
    SERVICE,
    { Type: 'AWS::Service', Name: 'S3' },
    { Type: 'RemoteService', Name: 'shop' },
    { Type: 'Resource', ResourceType: 'table', Identifier: 'orders' },
    { Type: 'AWS::Resource', ResourceType: 'AWS::DynamoDB::Table', Identifier: 'orders' },
  ] as readonly Members[]) {
    it(`of type ${required['Type']} needs ${Object.keys(required).slice(1).join(' and ')}`, () => {
      assert.equal(errorOf(required), undefined);
      assert.equal(errorOf({ ...required, AwsAccountId: '123456789012' }), undefined);
      for (const left of Object.keys(required)) {
        const rest = Object.fromEntries(Object.entries(required).filter(([key]) => key !== left));
        assert.equal(errorOf(rest), 'MissingRequiredFields', left);
      }
    });
  }

  it('is rejected for unknown types, key attributes, platforms and groups that only pass logs on', () => {
    assert.equal(errorOf({ ...SERVICE, Type: 'service' }), 'InvalidTypeValue');
    assert.equal(errorOf({ ...SERVICE, Region: 'us-east-1' }), 'InvalidKeyAttributes');
    assert.equal(errorOf(SERVICE, { PlatformType: 'AWS::EKS', any: 'thing' }), undefined);
    assert.equal(errorOf(SERVICE, { PlatformType: 'EKS' }), 'InvalidAttributes');
    assert.equal(errorOf(SERVICE, {}, 'DELIVERY'), 'UnsupportedLogGroupType');
    assert.equal(errorOf(SERVICE, {}, 'INFREQUENT_ACCESS'), undefined);
  });
});
