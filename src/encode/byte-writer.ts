const INITIAL_BYTES = 64 * 1024;

/** A larger buffer, grown for one huge event, is released instead of kept for the next. */
const KEPT_BYTES = 4 * 1024 * 1024;

/** Up to here a number can be multiplied by a thousand exactly, and is written without a conversion to text. */
const MAX_QUICK_NUMBER = 1e9;

/** Bytes as they go on the wire, and how many bytes of the unescaped message they stand for. */
export interface Fragment {
  readonly bytes: Uint8Array;
  readonly size: number;
}

/**
 * One reused buffer, written front to back. `bytes`, `position` and `size` are public because the loops over
 * characters keep them in locals: a method call for each character costs too much.
 */
export class ByteWriter {
  bytes: Buffer = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  position = 0;
  /** UTF-8 bytes of the event's message so far, as the service counts them. */
  size = 0;
  #lastSeconds = -1;
  #secondsDigits: Fragment = { bytes: new Uint8Array(0), size: 0 };

  /** Makes room for `count` bytes; may replace `bytes`. */
  reserve(count: number): void {
    const needed = this.position + count;
    if (needed <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(grown, 0, 0, this.position);
    this.bytes = grown;
  }

  append(fragment: Fragment): void {
    const { bytes } = fragment;
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.position);
    this.position += bytes.length;
    this.size += fragment.size;
  }

  /** Writes text that needs no escape and is shorter than a page: digits, punctuation. */
  ascii(text: string): void {
    const { length } = text;
    this.reserve(length);
    const { bytes, position } = this;
    for (let i = 0; i < length; i += 1) bytes[position + i] = text.charCodeAt(i);
    this.position += length;
    this.size += length;
  }

  /** Writes bytes, one in each character, that were counted before. */
  latin1(text: string): void {
    this.reserve(text.length);
    this.position += this.bytes.write(text, this.position, 'latin1');
  }

  /** Writes a whole number from 0 to 2^53, padded with zeros to `width`. */
  integer(value: number, width = 1): void {
    if (value >= 1e9) {
      const high = Math.floor(value / 1e9);
      this.integer(high, width - 9);
      this.integer(value - high * 1e9, 9);
      return;
    }
    let digits = 1;
    for (let power = 10; power <= value; power *= 10) digits += 1;
    if (digits < width) digits = width;
    this.reserve(digits);
    let rest = value | 0;
    for (let at = this.position + digits - 1; at >= this.position; at -= 1) {
      const next = (rest / 10) | 0;
      this.bytes[at] = 48 + rest - next * 10;
      rest = next;
    }
    this.position += digits;
    this.size += digits;
  }

  /** Writes a whole number that is usually equal to the one before: the seconds of a time. */
  seconds(value: number): void {
    if (value !== this.#lastSeconds) {
      const { position, size } = this;
      this.integer(value);
      this.#secondsDigits = this.fragmentSince(position, size);
      this.#lastSeconds = value;
    } else {
      this.append(this.#secondsDigits);
    }
  }

  /** Writes a finite number in the form of JSON. */
  number(value: number): void {
    if (value >= 0 && value <= MAX_QUICK_NUMBER) {
      // A number of at most 15 digits is the only one of its kind that parses to this value, so it is the shortest.
      const thousandths = Math.round(value * 1000);
      if (thousandths / 1000 === value) {
        this.#decimal(thousandths);
        return;
      }
    }
    this.ascii(String(value));
  }

  /** Writes a number of thousandths, without trailing zeros. */
  #decimal(thousandths: number): void {
    const whole = Math.floor(thousandths / 1000);
    const rest = thousandths - whole * 1000;
    this.integer(whole);
    if (rest === 0) return;
    this.ascii('.');
    if (rest % 100 === 0) this.integer(rest / 100);
    else if (rest % 10 === 0) this.integer(rest / 10, 2);
    else this.integer(rest, 3);
  }

  /** Moves what was written since `middle` before what was written since `start`. */
  moveForward(start: number, middle: number): void {
    const { bytes, position } = this;
    const moved = Buffer.from(bytes.subarray(middle, position));
    bytes.copyWithin(start + moved.length, start, middle);
    bytes.set(moved, start);
  }

  /** Removes what was written since `position` and `size` were read. */
  rewind(position: number, size: number): void {
    this.position = position;
    this.size = size;
  }

  /** Copies what was written since `position` and `size` were read, to write it again later. */
  fragmentSince(position: number, size: number): Fragment {
    return { bytes: Buffer.from(this.bytes.subarray(position, this.position)), size: this.size - size };
  }

  /** What was written since `position`, as the text of the JSON string that it is. */
  textSince(position: number): string {
    const text: string = JSON.parse(`"${this.bytes.toString('utf8', position, this.position)}"`);
    return text;
  }

  /** Starts over, and keeps the buffer unless one huge event made it grow. */
  reset(): void {
    this.rewind(0, 0);
    if (this.bytes.length > KEPT_BYTES) this.bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  }
}
