import type { Constraints } from '../model/constraints.js';
import { asObject, asStringMap, type Input } from '../model/input.js';

/** The entity of a PutLogEvents call: the service that the logs belong to. */
interface Entity {
  readonly keyAttributes: ReadonlyMap<string, string>;
  readonly attributes: ReadonlyMap<string, string>;
}

type EntityError =
  | 'InvalidAttributes'
  | 'InvalidKeyAttributes'
  | 'InvalidTypeValue'
  | 'MissingRequiredFields'
  | 'UnsupportedLogGroupType';

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/adding-your-own-related-telemetry.html;
// fluent-bit also sends AwsAccountId.
const KEY_ATTRIBUTES = new Set(['Type', 'ResourceType', 'Identifier', 'Name', 'Environment', 'AwsAccountId']);
const REQUIRED_BY_TYPE: ReadonlyMap<string, readonly string[]> = new Map([
  ['Service', ['Name', 'Environment']],
  ['AWS::Resource', ['ResourceType', 'Identifier']],
  ['AWS::Service', ['Name']],
  ['Resource', ['ResourceType', 'Identifier']],
  ['RemoteService', ['Name']],
]);
const PLATFORM_TYPES = new Set(['AWS::EKS', 'AWS::ECS', 'AWS::EC2', 'AWS::Lambda', 'K8s', 'Generic']);

/** Checks the lengths of the API model; a violation fails the call. */
export function readEntity(input: Input, constraints: Constraints): Entity | undefined {
  const entity = asObject(input['entity']);
  if (entity === undefined) return undefined;
  const keyAttributes = readMap('keyAttributes', entity, { min: 2, max: 4, keyMax: 32 }, constraints);
  const attributes = readMap('attributes', entity, { min: 0, max: 10, keyMax: 256 }, constraints);
  return { keyAttributes, attributes };
}

function readMap(
  name: 'keyAttributes' | 'attributes',
  entity: Input,
  bounds: { readonly min: number; readonly max: number; readonly keyMax: number },
  constraints: Constraints,
): ReadonlyMap<string, string> {
  const map = asStringMap(entity[name]);
  if (map === undefined) return new Map();
  const path = `entity.${name}`;
  constraints.length('entity', path, `{${[...map.keys()].join(', ')}}`, map.size, bounds.min, bounds.max);
  for (const [key, value] of map) {
    constraints.string('entity', path, key, { min: 1, max: bounds.keyMax });
    constraints.string('entity', `${path}.${key}.member`, value, { min: 1, max: 512 });
  }
  return map;
}

/** Why the service would reject a well-formed entity. It still accepts the events. */
export function checkEntity(
  { keyAttributes, attributes }: Entity,
  logGroupClass: string,
): EntityError | undefined {
  // It is not documented which class rejects entities; DELIVERY only passes logs on.
  if (logGroupClass === 'DELIVERY') return 'UnsupportedLogGroupType';
  if ([...keyAttributes.keys()].some((key) => !KEY_ATTRIBUTES.has(key))) return 'InvalidKeyAttributes';
  const type = keyAttributes.get('Type');
  if (type === undefined) return 'MissingRequiredFields';
  const required = REQUIRED_BY_TYPE.get(type);
  if (required === undefined) return 'InvalidTypeValue';
  if (required.some((key) => !keyAttributes.has(key))) return 'MissingRequiredFields';
  const platform = attributes.get('PlatformType');
  if (platform !== undefined && !PLATFORM_TYPES.has(platform)) return 'InvalidAttributes';
  return undefined;
}
