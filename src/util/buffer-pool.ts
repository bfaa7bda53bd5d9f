import { releaseBuffer } from './release-buffer.js';

/** Reuses memory for blocks and bodies. */
export interface BufferPool {
  /** Returns exactly that many bytes, with any content. */
  allocate(length: number): Buffer<ArrayBuffer>;
  /** Counts memory from elsewhere as lent. It must have no other user. */
  addLent(bytes: Uint8Array<ArrayBuffer>): void;
  /**
   * Takes back what was lent, once, with the whole memory behind it: it must no longer be read or written.
   * What is not kept for reuse is freed at once.
   */
  free(bytes: Uint8Array<ArrayBuffer>): void;
  /** Takes back the memory of a block. An old reference to it becomes empty, and never shows bytes of others. */
  freeBlock(block: { bytes: Uint8Array<ArrayBuffer> }): void;
}

const NO_BYTES = new Uint8Array(0);

/** Bytes kept for later blocks and bodies. */
const POOL_BYTES = 16 * 1024 * 1024;

/** Smaller buffers are cheap to allocate, and would be many: a thousand streams have a thousand of them. */
const MIN_POOLED_BYTES = 16 * 1024;

/** Size classes from one power of two to the next; at most an eighth is wasted. */
const SIZES_PER_DOUBLING = 8;

/**
 * Keeps up to `maxBytes` for reuse. Without it, each block and body is garbage outside of the heap: a megabyte for a
 * thousand records, for which V8 collects the whole heap again and again, and which stays in memory until then.
 */
export function createBufferPool(maxBytes = POOL_BYTES): BufferPool {
  /** Only memory that was lent is taken back: other memory may hold more than its bytes, and must not be lent twice. */
  const lent = new WeakSet<ArrayBuffer>();
  /** By size; the size that was requested last is last. */
  const idle = new Map<number, ArrayBuffer[]>();
  let freeBytes = 0;

  /** Sizes that are no longer requested are released first. */
  function makeRoom(needed: number): void {
    for (const [size, buffers] of idle) {
      if (size === needed) return;
      while (freeBytes + needed > maxBytes && buffers.length > 0) {
        releaseBuffer(buffers.pop()!);
        freeBytes -= size;
      }
    }
  }

  function free({ buffer }: Uint8Array<ArrayBuffer>): void {
    if (!lent.delete(buffer)) return;
    const size = buffer.byteLength;
    const buffers = idle.get(size);
    if (buffers !== undefined) makeRoom(size);
    if (buffers !== undefined && freeBytes + size <= maxBytes) {
      freeBytes += size;
      buffers.push(buffer);
    } else {
      releaseBuffer(buffer);
    }
  }

  function find(size: number): ArrayBuffer | undefined {
    const buffers = idle.get(size) ?? [];
    idle.delete(size);
    idle.set(size, buffers);
    const found = buffers.pop();
    if (found !== undefined) freeBytes -= size;
    return found;
  }

  return {
    allocate(length) {
      const size = pooledSize(length);
      const isPooled = length >= MIN_POOLED_BYTES && size <= maxBytes;
      const buffer = isPooled ? (find(size) ?? newBuffer(size)) : newBuffer(length);
      lent.add(buffer);
      return Buffer.from(buffer, 0, length);
    },
    addLent: ({ buffer }) => void lent.add(buffer),
    free,
    freeBlock(block) {
      free(block.bytes);
      block.bytes = NO_BYTES;
    },
  };
}

/** Its memory is not cleared, and no other buffer shares it. */
function newBuffer(size: number): ArrayBuffer {
  return Buffer.allocUnsafeSlow(size).buffer;
}

function pooledSize(length: number): number {
  const step = 2 ** Math.ceil(Math.log2(length)) / (2 * SIZES_PER_DOUBLING);
  return Math.ceil(length / step) * step;
}
