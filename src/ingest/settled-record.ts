import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

/** Gives records with what their resource has now, as if nothing more would come. */
export function createSettledRecords(): (record: ReadableLogRecord) => ReadableLogRecord {
  const settled = new WeakMap<Resource, Resource>();

  /** One reading for all records: each one of a pending resource writes an error to `diag`. */
  function settle(resource: Resource): Resource {
    let known = settled.get(resource);
    if (known === undefined) {
      known = {
        attributes: resource.attributes,
        asyncAttributesPending: false,
        merge: (other) => resource.merge(other),
        getRawAttributes: () => resource.getRawAttributes(),
      };
      settled.set(resource, known);
    }
    return known;
  }

  return (record) => {
    try {
      const { spanContext, severityText, severityNumber, body, eventName } = record;
      return {
        hrTime: record.hrTime,
        hrTimeObserved: record.hrTimeObserved,
        attributes: record.attributes,
        droppedAttributesCount: record.droppedAttributesCount,
        instrumentationScope: record.instrumentationScope,
        resource: settle(record.resource),
        ...(spanContext && { spanContext }),
        ...(severityText !== undefined && { severityText }),
        ...(severityNumber !== undefined && { severityNumber }),
        ...(body !== undefined && { body }),
        ...(eventName !== undefined && { eventName }),
      };
    } catch {
      // Whoever takes it counts it.
      return record;
    }
  };
}
