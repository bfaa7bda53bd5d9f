/** Memory for blocks and bodies that is used again and again. */
export interface BufferPool {
  /** Exactly so many bytes, whatever they hold. */
  take(length: number): Buffer<ArrayBuffer>;
  /** Takes back what `take` gave, the whole memory behind it, once: nobody reads or writes there any more. */
  give(bytes: Uint8Array<ArrayBuffer>): void;
  /** Takes back the memory of what has its own. Whoever still holds it finds it empty, and never the bytes of others. */
  freeBlock(block: { bytes: Uint8Array<ArrayBuffer> }): void;
}

const NO_BYTES = new Uint8Array(0);

/** Kept for blocks and bodies to come. */
const POOL_BYTES = 16 * 1024 * 1024;

/** Smaller ones cost the allocator little, and would be many. */
const MIN_POOLED_BYTES = 16 * 1024;

/** Sizes from one power of two to the next; what is wasted is an eighth at most. */
const SIZES_PER_DOUBLING = 8;

/**
 * Keeps up to `maxBytes` at hand. Without it, each block and each body is garbage outside of the heap: a megabyte for
 * a thousand records, for which V8 collects the whole heap again and again, and which stands in memory until it does.
 */
export function createBufferPool(maxBytes = POOL_BYTES): BufferPool {
  /** Only what is lent comes back: memory of others may hold more than its bytes, and two must never get the same. */
  const lent = new WeakSet<ArrayBuffer>();
  /** By their size; the size that was asked for last stands last. */
  const free = new Map<number, ArrayBuffer[]>();
  let freeBytes = 0;

  /** Sizes that are no longer asked for make room for those that are. */
  function makeRoom(needed: number): void {
    for (const [size, buffers] of free) {
      if (size === needed) return;
      while (freeBytes + needed > maxBytes && buffers.pop() !== undefined) freeBytes -= size;
    }
  }

  function give({ buffer }: Uint8Array<ArrayBuffer>): void {
    const size = buffer.byteLength;
    const buffers = free.get(size);
    if (buffers === undefined || !lent.delete(buffer)) return;
    makeRoom(size);
    if (freeBytes + size > maxBytes) return;
    freeBytes += size;
    buffers.push(buffer);
  }

  return {
    take(length) {
      const size = pooledSize(length);
      if (length < MIN_POOLED_BYTES || size > maxBytes) return Buffer.allocUnsafeSlow(length);
      const buffers = free.get(size) ?? [];
      free.delete(size);
      free.set(size, buffers);
      const found = buffers.pop();
      if (found !== undefined) freeBytes -= size;
      const buffer = found ?? Buffer.allocUnsafeSlow(size).buffer;
      lent.add(buffer);
      return Buffer.from(buffer, 0, length);
    },
    give,
    freeBlock(block) {
      give(block.bytes);
      block.bytes = NO_BYTES;
    },
  };
}

function pooledSize(length: number): number {
  const step = 2 ** Math.ceil(Math.log2(length)) / (2 * SIZES_PER_DOUBLING);
  return Math.ceil(length / step) * step;
}
