import type { Resource } from '@opentelemetry/resources';
import type { ServiceEntity } from '../events/model.js';
import { platformOf } from './entity-platform.js';
import { valueText } from './value-text.js';

/**
 * Characters of a key attribute of an entity.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Entity.html
 */
const MAX_VALUE_LENGTH = 512;

/** The SDK's `service.name` when none is set; `:node` or the like may follow. */
const UNKNOWN_SERVICE = 'unknown_service';

/** Whether it is the SDK's placeholder for a missing service name. */
export function isUnknownService(serviceName: string): boolean {
  return serviceName.startsWith(UNKNOWN_SERVICE);
}

/**
 * The CloudWatch entity of type Service for a resource that has a service name. Without an environment of its own it has
 * the one that the CloudWatch agent and the AWS distribution use for its platform, so that logs and traces match.
 */
export function entityOf({ attributes }: Pick<Resource, 'attributes'>): ServiceEntity | undefined {
  const name = valueText(attributes['service.name']);
  if (name === undefined || isUnknownService(name) || name.length > MAX_VALUE_LENGTH) return undefined;
  const platform = platformOf(attributes);
  const environment =
    valueText(attributes['deployment.environment.name']) ??
    valueText(attributes['deployment.environment']) ??
    platform.environment;
  if (environment.length > MAX_VALUE_LENGTH) return undefined;
  const fitting = Object.entries(platform.attributes).filter(([, value]) => value.length <= MAX_VALUE_LENGTH);
  return { name, environment, attributes: Object.fromEntries(fitting) };
}

/** Whether both are known and equal, or both are unknown. */
export function isSameEntity(one: ServiceEntity | undefined, other: ServiceEntity | undefined): boolean {
  if (one === other) return true;
  if (one?.name !== other?.name || one?.environment !== other?.environment) return false;
  const [ones, others] = [Object.entries(one?.attributes ?? {}), other?.attributes ?? {}];
  return ones.length === Object.keys(others).length && ones.every(([name, value]) => others[name] === value);
}
