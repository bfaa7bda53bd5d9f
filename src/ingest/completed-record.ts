import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

/** Returns records with the attributes that their resource has now, as if no more would come. */
export function createCompletedRecords(): (record: ReadableLogRecord) => ReadableLogRecord {
  const completed = new WeakMap<Resource, Resource>();

  /** One read for all records: each read of a pending resource writes an error to `diag`. */
  function complete(resource: Resource): Resource {
    let known = completed.get(resource);
    if (known === undefined) {
      known = {
        attributes: resource.attributes,
        asyncAttributesPending: false,
        merge: (other) => resource.merge(other),
        getRawAttributes: () => resource.getRawAttributes(),
      };
      completed.set(resource, known);
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
        resource: complete(record.resource),
        ...(spanContext && { spanContext }),
        ...(severityText !== undefined && { severityText }),
        ...(severityNumber !== undefined && { severityNumber }),
        ...(body !== undefined && { body }),
        ...(eventName !== undefined && { eventName }),
      };
    } catch {
      // The caller counts it.
      return record;
    }
  };
}
