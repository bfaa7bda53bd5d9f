import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

/** Whether detectors still look for attributes. A record may throw at a touch: whoever adds it counts it. */
export function hasPendingResource(record: ReadableLogRecord): boolean {
  try {
    return record.resource.asyncAttributesPending === true;
  } catch {
    return false;
  }
}

/** Resolves when the attributes are there, or will not come; never rejects. */
export async function waitForResource(record: ReadableLogRecord): Promise<void> {
  try {
    await record.resource.waitForAsyncAttributes?.();
  } catch {
    // What could not be detected is missing.
  }
}
