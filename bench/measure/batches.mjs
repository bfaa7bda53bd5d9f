/** @import { ReadableLogRecord } from '@opentelemetry/sdk-logs' */

/**
 * Takes batches from the pool, again and again; each batch is a new array, as a processor makes it.
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
