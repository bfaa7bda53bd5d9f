import { EVENT_OVERHEAD_BYTES } from '../events/limits.js';
import type { EventBlock } from '../events/model.js';
import type { ByteWriter, Fragment } from './byte-writer.js';

/**
 * A block is closed when it holds this much, so that its last waiting event pins no more than that. With an event more
 * it is still within the megabyte that its memory comes in.
 */
const BLOCK_BYTES = 1_000_000;

const HEAD = frame('{"timestamp":');
const MIDDLE = frame(',"message":"');
const TAIL = frame('"}');
const COMMA = frame(',');

/** Gives memory that no other block shares: a small event that waits must not pin the memory of others. */
export type Allocate = (length: number) => Buffer<ArrayBuffer>;

/** Frames messages as events, one behind the other, and copies them out in exactly sized blocks. */
export class EventBlocks {
  readonly #out: ByteWriter;
  readonly #allocate: Allocate;
  #ends: number[] = [];
  #timestamps: number[] = [];
  #sizes: number[] = [];
  #finished: EventBlock[] = [];
  #start = 0;
  #messageStart = 0;
  #timestamp = 0;

  constructor(out: ByteWriter, allocate: Allocate) {
    this.#out = out;
    this.#allocate = allocate;
  }

  /** Opens an event: what is written next is its message. */
  begin(timestamp: number): void {
    const out = this.#out;
    this.#start = out.position;
    this.#timestamp = timestamp;
    if (this.#ends.length > 0) out.append(COMMA);
    out.append(HEAD);
    out.integer(timestamp);
    out.append(MIDDLE);
    this.#messageStart = out.position;
    out.size = 0;
  }

  /** UTF-8 bytes of the open event as the service counts them. */
  get size(): number {
    return this.#out.size + EVENT_OVERHEAD_BYTES;
  }

  /** The message of the open event. */
  message(): string {
    const { bytes, position } = this.#out;
    const message: string = JSON.parse(`"${bytes.toString('utf8', this.#messageStart, position)}"`);
    return message;
  }

  end(): void {
    const out = this.#out;
    this.#sizes.push(this.size);
    out.append(TAIL);
    this.#ends.push(out.position);
    this.#timestamps.push(this.#timestamp);
    this.#start = out.position;
    if (out.position >= BLOCK_BYTES) this.#closeBlock();
  }

  /** Forgets the open event, if there is one. */
  abandon(): void {
    this.#out.rewind(this.#start, 0);
  }

  finish(): EventBlock[] {
    this.#closeBlock();
    const finished = this.#finished;
    this.#finished = [];
    return finished;
  }

  #closeBlock(): void {
    if (this.#ends.length > 0) {
      const bytes = this.#allocate(this.#out.position);
      this.#out.bytes.copy(bytes, 0, 0, this.#out.position);
      this.#finished.push({
        bytes,
        ends: new Uint32Array(this.#ends),
        timestamps: new Float64Array(this.#timestamps),
        sizes: new Uint32Array(this.#sizes),
        arrival: 0,
        remaining: this.#ends.length,
      });
      this.#ends = [];
      this.#timestamps = [];
      this.#sizes = [];
    }
    this.#out.reset();
    this.#start = 0;
  }
}

function frame(text: string): Fragment {
  return { bytes: Buffer.from(text), size: 0 };
}
