import type { ByteWriter } from './byte-writer.js';
import { fragment } from './json-string.js';

const OBJECT = { open: 0x7b, close: fragment('}'), empty: fragment('{}') };
const ARRAY = { open: 0x5b, close: fragment(']'), empty: fragment('[]') };

/** Makes the members written since `position` an object: its brace replaces their first comma. */
export function closeObject(out: ByteWriter, position: number): void {
  surround(out, position, OBJECT);
}

/** Makes the elements written since `position` an array. */
export function closeArray(out: ByteWriter, position: number): void {
  surround(out, position, ARRAY);
}

function surround(out: ByteWriter, position: number, brackets: typeof OBJECT): void {
  if (out.position === position) {
    out.append(brackets.empty);
  } else {
    out.bytes[position] = brackets.open;
    out.append(brackets.close);
  }
}
