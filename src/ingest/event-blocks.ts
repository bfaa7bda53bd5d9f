import { CodedError, messageOf } from '../messages/message.js';
import { EVENT_OVERHEAD_BYTES } from '../events/limits.js';
import type { EventBlock } from '../events/model.js';
import type { ByteWriter, Fragment } from '../encode/byte-writer.js';
import { MESSAGE_ESCAPES, writeText } from '../encode/json-string.js';

/**
 * A block is full at this size, so that its last waiting event keeps no more than that in memory. With one more event
 * it still fits into the megabyte that its memory has.
 */
const FULL_BLOCK_BYTES = 1_000_000;

/** Memory that grew may exceed its content by this share; beyond it, the events are copied. */
const MAX_WASTE = 0.25;

/** First size of the memory of a block that grows: each of a thousand streams may have one. */
const MIN_GROWING_BYTES = 4 * 1024;

const HEAD = frame('{"timestamp":');
const MIDDLE = frame(',"message":"');
const TAIL = frame('"}');
const COMMA = frame(',');

/** Memory that no other block shares: a small event that waits must not keep the memory of others. */
export interface BlockMemory {
  allocate(length: number): Buffer<ArrayBuffer>;
  /** Takes back memory that is no longer read. */
  free(bytes: Buffer<ArrayBuffer>): void;
}

/** Events of one destination that are not a block yet. */
export class OpenBlock {
  /** Memory of the block, as far as events are copied into it. */
  bytes: Buffer<ArrayBuffer> | undefined;
  /** Bytes copied so far. */
  length = 0;
  ends: number[] = [];
  timestamps: number[] = [];
  sizes: number[] = [];
  /** Blocks that are full. */
  full: EventBlock[] = [];
}

/** An event that is not in a block. */
export interface LooseEvent {
  readonly timestamp: number;
  /** The size that the service counts for it. */
  readonly size: number;
  /** Its bytes as they are sent, one in each character: a string takes half of what a buffer of its own takes. */
  readonly wire: string;
}

/** Events that are kept apart from all blocks. */
export class LooseEvents {
  readonly events: LooseEvent[] = [];
}

/** Where an event goes: into a block, or apart. */
export type EventTarget = OpenBlock | LooseEvents;

/**
 * Frames messages as events. Consecutive events of one destination stay in the writer's buffer until an event of
 * another destination comes: then they are copied into the open block as one piece.
 */
export class EventBlocks {
  readonly #out: ByteWriter;
  readonly #memory: BlockMemory;
  #open = new OpenBlock();
  /** The target of the open event, if it does not go into the open block. */
  #loose: LooseEvents | undefined;
  #isOpen = false;
  #start = 0;
  #placedBytes = 0;
  #timestamp = 0;

  constructor(out: ByteWriter, memory: BlockMemory) {
    this.#out = out;
    this.#memory = memory;
  }

  /** Opens an event of a destination, or one that is kept apart. The next bytes written are its message. */
  begin(timestamp: number, target: EventTarget): void {
    this.abandon();
    const out = this.#out;
    if (target instanceof LooseEvents) {
      this.#loose = target;
      this.#start = out.position;
    } else {
      this.#beginIn(target);
    }
    this.#timestamp = timestamp;
    out.append(HEAD);
    out.integer(timestamp);
    out.append(MIDDLE);
    out.size = 0;
    this.#isOpen = true;
  }

  /** Bytes of all events so far that are in a block, as the service counts them. */
  get placedBytes(): number {
    return this.#placedBytes;
  }

  /** Whether the event that was begun is still there: no others were written since. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Appends the open event to its target. */
  end(): void {
    this.#isOpen = false;
    const size = this.#out.size + EVENT_OVERHEAD_BYTES;
    this.#out.append(TAIL);
    if (this.#loose === undefined) this.#place(size);
    else this.#keepApart(this.#loose, size);
  }

  /** Appends an event with this message. */
  addText(timestamp: number, message: string, target: EventTarget): void {
    this.begin(timestamp, target);
    writeText(this.#out, message, MESSAGE_ESCAPES);
    this.end();
  }

  /** Appends an event that was kept apart to those of a destination. */
  add({ timestamp, size, wire }: LooseEvent, open: OpenBlock): void {
    this.abandon();
    const out = this.#out;
    this.#beginIn(open);
    this.#timestamp = timestamp;
    out.latin1(wire);
    this.#place(size);
  }

  #beginIn(open: OpenBlock): void {
    this.#loose = undefined;
    if (open !== this.#open) {
      this.#copyOut('a piece');
      this.#open = open;
    }
    this.#start = this.#out.position;
    if (open.ends.length > 0) this.#out.append(COMMA);
  }

  /** Adds the bytes written since the start to the open block as one event. */
  #place(size: number): void {
    const out = this.#out;
    const open = this.#open;
    open.sizes.push(size);
    this.#placedBytes += size;
    const end = open.length + out.position;
    open.ends.push(end);
    open.timestamps.push(this.#timestamp);
    this.#start = out.position;
    if (end >= FULL_BLOCK_BYTES) this.#seal(open);
  }

  /** The event followed the open block in the writer. It is removed there. */
  #keepApart({ events }: LooseEvents, size: number): void {
    const { bytes, position } = this.#out;
    const wire = bytes.toString('latin1', this.#start, position);
    events.push({ timestamp: this.#timestamp, size, wire });
    this.abandon();
  }

  /**
   * Forgets the open event, if there is one. When the application ends the process while an event of it is written, by a
   * `toJSON` that gives up for instance, the others are still written in its place.
   */
  abandon(): void {
    this.#isOpen = false;
    this.#out.rewind(this.#start, 0);
  }

  /** Takes the events of a destination that were written since the last call. */
  finish(open: OpenBlock): EventBlock[] {
    this.abandon();
    this.#seal(open);
    const finished = open.full;
    open.full = [];
    return finished;
  }

  #seal(open: OpenBlock): void {
    if (open.ends.length === 0) return;
    if (open === this.#open) this.#copyOut('the rest');
    open.full.push({
      bytes: this.#exactly(open.bytes!, open.length),
      ends: new Uint32Array(open.ends),
      timestamps: new Float64Array(open.timestamps),
      sizes: new Uint32Array(open.sizes),
      arrival: 0,
      isStored: false,
      remaining: open.ends.length,
    });
    open.bytes = undefined;
    open.length = 0;
    open.ends = [];
    open.timestamps = [];
    open.sizes = [];
  }

  /** Moves what the writer holds into its block. */
  #copyOut(what: 'a piece' | 'the rest'): void {
    const out = this.#out;
    const open = this.#open;
    if (out.position > 0) {
      const length = open.length + out.position;
      if (open.bytes === undefined || open.bytes.length < length) {
        // A block that is complete gets exactly its size; a growing block gets sizes that the pool can reuse.
        const isAll = open.bytes === undefined && what === 'the rest';
        const grown = this.#memory.allocate(isAll ? length : sizeFor(length));
        if (open.bytes !== undefined) this.#move(open.bytes, grown, open.length);
        open.bytes = grown;
      }
      out.bytes.copy(open.bytes, open.length, 0, out.position);
      open.length = length;
    }
    out.reset();
    this.#start = 0;
  }

  #exactly(bytes: Buffer<ArrayBuffer>, length: number): Buffer<ArrayBuffer> {
    if (bytes.length - length <= length * MAX_WASTE) return bytes.subarray(0, length);
    const exact = this.#memory.allocate(length);
    this.#move(bytes, exact, length);
    return exact;
  }

  #move(from: Buffer<ArrayBuffer>, to: Buffer<ArrayBuffer>, length: number): void {
    from.copy(to, 0, 0, length);
    this.#memory.free(from);
  }
}

/** The error of events that could not be put into a block. */
export function notJoined(cause: unknown): Error {
  return new CodedError(messageOf('CWL_EVENTS_NOT_JOINED'), { cause });
}

/** The next power of two. */
function sizeFor(length: number): number {
  return Math.max(MIN_GROWING_BYTES, 2 ** Math.ceil(Math.log2(length)));
}

function frame(text: string): Fragment {
  return { bytes: Buffer.from(text), size: 0 };
}
