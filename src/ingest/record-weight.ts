import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { isObject } from '../util/is-object.js';

/** Estimated bytes of an event beside body and attributes: names, times, ids, the resource. */
const BASE_BYTES = 256;

/** Values of a record that are read; the estimate must be cheap. */
const MAX_WEIGHED_VALUES = 1_000;

/** Bytes of a value without a length: a number, a boolean, a key's punctuation. */
const VALUE_BYTES = 8;

/** Estimates the bytes of the event of a record without encoding it. Never throws. */
export function recordWeight(record: ReadableLogRecord): number {
  let bytes = BASE_BYTES;
  const values: unknown[] = [];
  try {
    values.push(record.body, record.attributes);
    // The list grows while it is walked; its bound also ends a cycle.
    for (let index = 0; index < values.length && index < MAX_WEIGHED_VALUES; index++) {
      const value = values[index];
      bytes += VALUE_BYTES;
      if (typeof value === 'string') bytes += value.length;
      else if (ArrayBuffer.isView(value)) bytes += value.byteLength;
      else if (isObject(value)) {
        for (const [key, member] of Object.entries(value)) {
          bytes += key.length;
          values.push(member);
        }
      }
    }
  } catch {
    // A record that cannot be read completely counts with the part that was read.
  }
  return bytes;
}
