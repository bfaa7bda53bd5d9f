/**
 * A `chunkSize` for zlib, whose memory is not a piece of Buffer's pool. Node keeps what a zlib stream refers to until it
 * collects the whole heap: the pool, and all that others have in it.
 */
export function chunkSizeFor(bytes: number): number {
  return Math.max(Buffer.poolSize, bytes);
}
