/** Writing stops when an event is this many times too large. */
const MAX_OVERSIZE = 16;

/**
 * Values that are read, skipped ones included. An event of very many small values is the slowest to write and to cut,
 * and must not block the application. No object with more members fits into 1 MiB.
 */
export const MAX_VALUES = 262_144;

/** The space for the properties of one error: errors of HTTP clients hold whole requests and sockets. */
const MAX_DETAIL_BYTES = 16 * 1024;
const MAX_DETAIL_VALUES = 1_000;

/** The limit that {@link WriteBudget.narrow} reduced. */
export interface ReservedBudget {
  readonly bytesEnd: number;
  readonly values: number;
}

/** Stops writing values that never end, or that are so large that most of them would be cut. */
export class WriteBudget {
  readonly #maxEventBytes: number;
  #bytesEnd = 0;
  #valuesLeft = 0;
  #isSpent = false;
  #messages = 0;

  constructor(maxEventBytes: number) {
    this.#maxEventBytes = maxEventBytes;
  }

  /** Whether something was not written. */
  get isSpent(): boolean {
    return this.#isSpent;
  }

  /** How many messages have begun. */
  get messages(): number {
    return this.#messages;
  }

  begin(): void {
    this.#messages += 1;
    this.#bytesEnd = this.#maxEventBytes * MAX_OVERSIZE;
    this.#valuesLeft = MAX_VALUES;
    this.#isSpent = false;
  }

  /** Reserves space for the members that every event has, whatever was written before them. */
  beginEnvelope(size: number): void {
    this.#bytesEnd = Math.max(this.#bytesEnd, size + this.#maxEventBytes);
    this.#valuesLeft = MAX_VALUES;
  }

  /** Values read since `begin`, before the envelope. */
  get valuesTaken(): number {
    return MAX_VALUES - this.#valuesLeft;
  }

  /** Leaves little space for what is written next; returns the argument for {@link widen}. */
  narrow(size: number): ReservedBudget {
    const reserved = { bytesEnd: this.#bytesEnd, values: Math.max(0, this.#valuesLeft - MAX_DETAIL_VALUES) };
    this.#bytesEnd = Math.min(this.#bytesEnd, size + MAX_DETAIL_BYTES);
    this.#valuesLeft -= reserved.values;
    return reserved;
  }

  widen({ bytesEnd, values }: ReservedBudget): void {
    this.#bytesEnd = bytesEnd;
    this.#valuesLeft += values;
  }

  /** Bytes that a text may take in an event of `size` bytes. */
  bytesLeft(size: number): number {
    return this.#bytesEnd - size;
  }

  /** Counts one value; returns false if an event of `size` bytes has no space for it. */
  spendValue(size: number): boolean {
    this.#valuesLeft -= 1;
    if (this.#valuesLeft >= 0 && size < this.#bytesEnd) return true;
    this.#isSpent = true;
    return false;
  }

  spend(): void {
    this.#isSpent = true;
  }
}
