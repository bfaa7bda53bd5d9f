/**
 * Frees the memory at once: the garbage collector sees a small object only, and would free it late. A transfer to zero
 * bytes does that; Node 20 does not have it, and its collector has to do.
 */
export function releaseBuffer(buffer: ArrayBufferLike): void {
  if ('transfer' in buffer && typeof buffer.transfer === 'function') buffer.transfer(0);
}
