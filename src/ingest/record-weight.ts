import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

/** What an event has beside body and attributes: names, times, ids, the resource. */
const BASE_BYTES = 256;

/** Values of a record that are looked at; a record that waits must cost little. */
const MAX_VALUES = 1_000;

/** Bytes of a value that has no length: a number, a flag, a key's punctuation. */
const VALUE_BYTES = 8;

/** About the bytes of the event that the record will be, without encoding it. Never throws. */
export function recordWeight(record: ReadableLogRecord): number {
  let bytes = BASE_BYTES;
  const values: unknown[] = [];
  try {
    values.push(record.body, record.attributes);
    // The list grows while it is walked; its bound also ends a cycle.
    for (let index = 0; index < values.length && index < MAX_VALUES; index++) {
      const value = values[index];
      bytes += VALUE_BYTES;
      if (typeof value === 'string') bytes += value.length;
      else if (ArrayBuffer.isView(value)) bytes += value.byteLength;
      else if (typeof value === 'object' && value !== null) {
        for (const [key, member] of Object.entries(value)) {
          bytes += key.length;
          values.push(member);
        }
      }
    }
  } catch {
    // What cannot be read weighs what was read of it.
  }
  return bytes;
}
