import * as threads from 'node:worker_threads';

/**
 * Frees the memory at once: the garbage collector sees a small object only, and would free it late. A transfer to zero
 * bytes does that. It leaves alone a pool, which small buffers of others share. Node 20 has neither the transfer nor
 * the question, and its collector has to do.
 */
export function releaseBuffer(buffer: ArrayBufferLike): void {
  if (!('transfer' in buffer) || typeof buffer.transfer !== 'function') return;
  if (!('isMarkedAsUntransferable' in threads) || typeof threads.isMarkedAsUntransferable !== 'function')
    return;
  if (threads.isMarkedAsUntransferable(buffer) === false) buffer.transfer(0);
}
