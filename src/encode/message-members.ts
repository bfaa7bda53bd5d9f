import { hasText } from '../util/has-text.js';
import type { ByteWriter, Fragment } from './byte-writer.js';
import { closeObject } from './json-brackets.js';
import type { JsonValueWriter, MemberName } from './json-value.js';
import { isObject } from '../util/is-object.js';
import type { WriteBudget } from './write-budget.js';

/** The parts that a format writes with. */
export interface MessageWriter {
  readonly out: ByteWriter;
  readonly values: JsonValueWriter;
  readonly budget: WriteBudget;
}

/** Writes the member with a text, or nothing without one. */
export function writeTextMember({ out, values }: MessageWriter, member: Fragment, text: unknown): void {
  if (!hasText(text)) return;
  out.append(member);
  values.text(text);
}

/** Writes the member with a number, or nothing for 0. */
export function writeCountMember({ out }: MessageWriter, member: Fragment, count: unknown): void {
  if (typeof count !== 'number' || !(count > 0 && count < Infinity)) return;
  out.append(member);
  out.number(count);
}

/** Writes the member with the members of another object, or nothing without any; at `place` in the event. */
export function writeMapMember(
  { out, values }: MessageWriter,
  member: Fragment,
  map: unknown,
  place: string,
  nameOf?: MemberName,
): void {
  if (!isObject(map)) return;
  const { position, size } = out;
  out.append(member);
  const start = out.position;
  values.members(map, place, nameOf);
  if (out.position === start) out.rewind(position, size);
  else closeObject(out, start);
}
