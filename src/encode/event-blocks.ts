import { EVENT_OVERHEAD_BYTES } from '../limits.js';
import type { LogEvent } from '../model.js';
import type { ByteWriter, Fragment } from './byte-writer.js';

/** A block is closed when it holds this much, so that its last waiting event pins no more than that. */
const BLOCK_BYTES = 1024 * 1024;

const HEAD = frame('{"timestamp":');
const MIDDLE = frame(',"message":"');
const TAIL = frame('"}');
const COMMA = frame(',');

interface WrittenEvent {
  readonly timestamp: number;
  readonly size: number;
  readonly start: number;
  readonly end: number;
}

/** Frames messages as events, one behind the other, and copies them out in exactly sized blocks. */
export class EventBlocks {
  readonly #out: ByteWriter;
  #written: WrittenEvent[] = [];
  #finished: LogEvent[] = [];
  #start = 0;
  #messageStart = 0;
  #timestamp = 0;

  constructor(out: ByteWriter) {
    this.#out = out;
  }

  /** Opens an event: what is written next is its message. */
  begin(timestamp: number): void {
    const out = this.#out;
    this.#start = out.position;
    this.#timestamp = timestamp;
    if (this.#written.length > 0) out.append(COMMA);
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
    const { size } = this;
    out.append(TAIL);
    const start = this.#written.length > 0 ? this.#start + COMMA.bytes.length : this.#start;
    this.#written.push({ timestamp: this.#timestamp, size, start, end: out.position });
    if (out.position >= BLOCK_BYTES) this.#closeBlock();
    this.#start = out.position;
  }

  /** Forgets the open event, if there is one. */
  abandon(): void {
    this.#out.rewind(this.#start, 0);
  }

  finish(): LogEvent[] {
    this.#closeBlock();
    const finished = this.#finished;
    this.#finished = [];
    return finished;
  }

  /** Not from Node's pool: a small event that waits must not pin the memory of others. */
  #closeBlock(): void {
    if (this.#written.length > 0) {
      const block = Buffer.allocUnsafeSlow(this.#out.position);
      this.#out.bytes.copy(block, 0, 0, this.#out.position);
      for (const { timestamp, size, start, end } of this.#written) {
        this.#finished.push({ timestamp, size, block, start, end, arrival: 0 });
      }
      this.#written = [];
    }
    this.#out.reset();
  }
}

function frame(text: string): Fragment {
  return { bytes: Buffer.from(text), size: 0 };
}
