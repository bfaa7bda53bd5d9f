import type { HrTime } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { leastNumberOf } from '../events/severity.js';
import { PACKAGE_NAME } from '../util/package-name.js';

/** A record that the exporter writes into a stream. */
export interface OwnRecord {
  /** For queries and alarms. */
  readonly eventName: string;
  readonly body: string;
  readonly attributes: ReadableLogRecord['attributes'];
}

/** A record of the exporter's own, with the severity WARN. */
export function toOwnRecord(own: OwnRecord, resource: Resource, now: number): ReadableLogRecord {
  const time: HrTime = [Math.floor(now / 1000), (now % 1000) * 1e6];
  return {
    ...own,
    hrTime: time,
    hrTimeObserved: time,
    severityNumber: leastNumberOf('WARN'),
    severityText: 'WARN',
    droppedAttributesCount: 0,
    instrumentationScope: { name: PACKAGE_NAME },
    resource,
  };
}
