import type { Resource } from '@opentelemetry/resources';
import type { ServiceEntity } from '../events/model.js';
import { valueText } from './value-text.js';

/**
 * Characters of a key attribute of an entity.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Entity.html
 */
const MAX_VALUE_LENGTH = 512;

/** What the SDK puts into `service.name` when nobody set it; `:node` or the like may follow. */
const UNKNOWN_SERVICE = 'unknown_service';

/** Whether it is the SDK's word for a service that nobody named. */
export function isUnknownService(serviceName: string): boolean {
  return serviceName.startsWith(UNKNOWN_SERVICE);
}

/** The CloudWatch entity of type Service that a resource stands for, where it says enough. */
export function entityOf(resource: Pick<Resource, 'attributes'>): ServiceEntity | undefined {
  const { attributes } = resource;
  const name = valueText(attributes['service.name']);
  const environment =
    valueText(attributes['deployment.environment.name']) ?? valueText(attributes['deployment.environment']);
  if (name === undefined || isUnknownService(name) || environment === undefined) return undefined;
  if (name.length > MAX_VALUE_LENGTH || environment.length > MAX_VALUE_LENGTH) return undefined;
  return { name, environment };
}

/** Whether both are known and the same, or both are unknown. */
export function isSameEntity(one: ServiceEntity | undefined, other: ServiceEntity | undefined): boolean {
  return one === other || (one?.name === other?.name && one?.environment === other?.environment);
}
