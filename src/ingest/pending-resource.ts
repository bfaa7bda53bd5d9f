import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

/** Whether detectors are still running. A record may throw when it is read: the caller counts it. */
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
    // Attributes of a failed detector are missing.
  }
}
