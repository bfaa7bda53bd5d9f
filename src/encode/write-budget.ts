/** An event this many times too large is not written to its end. */
const MAX_OVERSIZE = 16;

/**
 * Values that are looked at, those that are left out included. An event of very many small values is the dearest to
 * write and to cut: the application must not wait for it. No object with more members fits into 1 MiB.
 */
export const MAX_VALUES = 262_144;

/** What the properties of one error may take: those of HTTP clients hold whole requests, sockets and all. */
const MAX_DETAIL_BYTES = 16 * 1024;
const MAX_DETAIL_VALUES = 1_000;

/** What {@link WriteBudget.narrow} took away for a while. */
export interface HeldBudget {
  readonly bytesEnd: number;
  readonly values: number;
}

/** Ends the writing of values that go on without end, or so far that most of it could never be kept. */
export class WriteBudget {
  readonly #maxEventBytes: number;
  #bytesEnd = 0;
  #valuesLeft = 0;
  #isSpent = false;

  constructor(maxEventBytes: number) {
    this.#maxEventBytes = maxEventBytes;
  }

  /** Whether something was not written. */
  get isSpent(): boolean {
    return this.#isSpent;
  }

  begin(): void {
    this.#bytesEnd = this.#maxEventBytes * MAX_OVERSIZE;
    this.#valuesLeft = MAX_VALUES;
    this.#isSpent = false;
  }

  /** Gives the members that every event has room of their own, whatever came before them. */
  beginEnvelope(size: number): void {
    this.#bytesEnd = Math.max(this.#bytesEnd, size + this.#maxEventBytes);
    this.#valuesLeft = MAX_VALUES;
  }

  /** Values that were looked at since `begin`, before the envelope. */
  get valuesTaken(): number {
    return MAX_VALUES - this.#valuesLeft;
  }

  /** Leaves little for what is written next; gives what {@link widen} gives back. */
  narrow(size: number): HeldBudget {
    const held = { bytesEnd: this.#bytesEnd, values: Math.max(0, this.#valuesLeft - MAX_DETAIL_VALUES) };
    this.#bytesEnd = Math.min(this.#bytesEnd, size + MAX_DETAIL_BYTES);
    this.#valuesLeft -= held.values;
    return held;
  }

  widen({ bytesEnd, values }: HeldBudget): void {
    this.#bytesEnd = bytesEnd;
    this.#valuesLeft += values;
  }

  /** Bytes that a text may take in an event of `size` bytes. */
  bytesLeft(size: number): number {
    return this.#bytesEnd - size;
  }

  /** Takes one value, unless there is no room for it in an event of `size` bytes. */
  takeValue(size: number): boolean {
    this.#valuesLeft -= 1;
    if (this.#valuesLeft >= 0 && size < this.#bytesEnd) return true;
    this.#isSpent = true;
    return false;
  }

  spend(): void {
    this.#isSpent = true;
  }
}
