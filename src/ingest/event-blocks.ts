import { CodedError, messageOf } from '../messages/message.js';
import { EVENT_OVERHEAD_BYTES } from '../events/limits.js';
import type { EventBlock } from '../events/model.js';
import type { ByteWriter, Fragment } from '../encode/byte-writer.js';
import { MESSAGE_ESCAPES, writeText } from '../encode/json-string.js';
import { type BlockMemory, OpenBlock } from './open-block.js';

/**
 * A block is full at this size, so that its last waiting event keeps no more than that in memory. With one more event
 * it still fits into the megabyte that its memory has.
 */
const FULL_BLOCK_BYTES = 1_000_000;

const HEAD = frame('{"timestamp":');
const MIDDLE = frame(',"message":"');
const TAIL = frame('"}');
const COMMA = frame(',');

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
    if (!open.isEmpty) this.#out.append(COMMA);
  }

  /** Adds the bytes written since the start to the open block as one event. */
  #place(size: number): void {
    const out = this.#out;
    const open = this.#open;
    const end = open.length + out.position;
    open.add(end, this.#timestamp, size);
    this.#placedBytes += size;
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
    return open.full.splice(0);
  }

  #seal(open: OpenBlock): void {
    if (open.isEmpty) return;
    if (open === this.#open) this.#copyOut('the rest');
    open.seal(this.#memory);
  }

  /** Moves what the writer holds into its block. */
  #copyOut(what: 'a piece' | 'the rest'): void {
    const { bytes, position } = this.#out;
    if (position > 0) this.#open.copy(bytes, position, what, this.#memory);
    this.#out.reset();
    this.#start = 0;
  }
}

/** The error of events that could not be put into a block. */
export function notJoined(cause: unknown): Error {
  return new CodedError(messageOf('CWL_EVENTS_NOT_JOINED'), { cause });
}

function frame(text: string): Fragment {
  return { bytes: Buffer.from(text), size: 0 };
}
