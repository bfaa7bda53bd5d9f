/** An event this many times too large is not written to its end. */
const MAX_OVERSIZE = 16;

/**
 * Values that are looked at, those that are left out included. An event of very many small values is the dearest to
 * write and to cut: the application must not wait for it. No object with more members fits into 1 MiB.
 */
export const MAX_VALUES = 262_144;

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
