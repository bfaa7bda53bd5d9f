/** @import { ReadableLogRecord } from '@opentelemetry/sdk-logs' */

/**
 * Goes round and round the pool; each batch is an array of its own, as a processor's is.
 *
 * @param {readonly ReadableLogRecord[]} pool
 */
export function createBatches(pool) {
  let at = 0;

  return {
    /** @param {number} size */
    next(size) {
      const batch = pool.slice(at, at + size);
      at += batch.length;
      while (batch.length < size) {
        const more = pool.slice(0, size - batch.length);
        batch.push(...more);
        at = more.length;
      }
      return batch;
    },
  };
}
