import type { EventBlock } from '../events/model.js';

/** Memory that grew may exceed its content by this share; beyond it, the events are copied. */
const MAX_WASTE = 0.25;

/** The first size of the memory of a block of which nothing is expected. */
const FIRST_BYTES = 4 * 1024;

/** No first size is larger: each of a thousand streams may have a block. */
const MAX_FIRST_BYTES = 16 * 1024;

/** Blocks of a stream that follow each other differ a little in size. */
const SPARE = 1.125;

/** Memory that no other block shares: a small event that waits must not keep the memory of others. */
export interface BlockMemory {
  allocate(length: number): Buffer<ArrayBuffer>;
  /** Takes back memory that is no longer read. */
  free(bytes: Buffer<ArrayBuffer>): void;
}

/** Events of one destination that are not a block yet. */
export class OpenBlock {
  /** Bytes copied so far. */
  length = 0;
  timestamps: number[] = [];
  /** Blocks that are complete. */
  readonly full: EventBlock[] = [];
  readonly #firstBytes: number;
  /** Memory of the block, as far as events are copied into it. */
  #bytes: Buffer<ArrayBuffer> | undefined;
  #ends: number[] = [];
  #sizes: number[] = [];

  /** Memory of about the size that a small block will have neither grows nor has to be cut. */
  constructor(expectedBytes = FIRST_BYTES / SPARE) {
    this.#firstBytes = Math.min(MAX_FIRST_BYTES, Math.ceil(expectedBytes * SPARE));
  }

  get isEmpty(): boolean {
    return this.#ends.length === 0;
  }

  /** Adds an event up to this byte; `size` is what the service counts for it. Its bytes may be copied later. */
  add(end: number, timestamp: number, size: number): void {
    this.#ends.push(end);
    this.timestamps.push(timestamp);
    this.#sizes.push(size);
  }

  /** Copies the first bytes of a buffer, which are a piece of the block or its rest. */
  copy(from: Buffer, bytes: number, what: 'a piece' | 'the rest', memory: BlockMemory): void {
    const length = this.length + bytes;
    if (this.#bytes === undefined || this.#bytes.length < length) {
      // A block that is complete gets exactly its size; a block that grows gets sizes that the pool can reuse.
      const isAll = this.#bytes === undefined && what === 'the rest';
      this.#moveTo(memory.allocate(isAll ? length : this.#growingSize(length)), memory);
    }
    from.copy(this.#bytes!, this.length, 0, bytes);
    this.length = length;
  }

  /** All bytes of its events are copied: makes them a block. */
  seal(memory: BlockMemory): void {
    if (this.#bytes!.length - this.length > this.length * MAX_WASTE) {
      this.#moveTo(memory.allocate(this.length), memory);
    }
    this.full.push({
      bytes: this.#bytes!.subarray(0, this.length),
      ends: new Uint32Array(this.#ends),
      timestamps: new Float64Array(this.timestamps),
      sizes: new Uint32Array(this.#sizes),
      arrival: 0,
      isStored: false,
      remaining: this.#ends.length,
    });
    this.#bytes = undefined;
    this.length = 0;
    this.#ends = [];
    this.timestamps = [];
    this.#sizes = [];
  }

  #moveTo(grown: Buffer<ArrayBuffer>, memory: BlockMemory): void {
    if (this.#bytes !== undefined) {
      this.#bytes.copy(grown, 0, 0, this.length);
      memory.free(this.#bytes);
    }
    this.#bytes = grown;
  }

  /** Beyond the first size, the next power of two. */
  #growingSize(length: number): number {
    return length <= this.#firstBytes ? this.#firstBytes : 2 ** Math.ceil(Math.log2(length));
  }
}
