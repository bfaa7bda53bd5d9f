import type { SerializeFunction } from '../options/options.js';
import {
  type Entries,
  isPlainObject,
  type FormlessValue,
  read,
  THROWN,
  THROWN_TEXT,
  TRUNCATED_TEXT,
} from './any-value.js';
import { type AnyObject, isObject } from '../util/is-object.js';
import type { ByteWriter, Fragment } from './byte-writer.js';
import { ContainerPath } from './container-path.js';
import { endOfPiece, jsonBytes } from './oversized/cut-text.js';
import { ignoreRejection, isThenable } from '../util/ignore-rejection.js';
import { closeArray, closeObject } from './json-brackets.js';
import { fragment, writeJsonString } from './json-string.js';
import { KeyFragments, MAX_KEY_LENGTH } from './key-fragments.js';
import { NO_MATCH, NO_PATHS, REDACTED_TEXT, type RedactedPaths } from './redacted-paths.js';
import { Redaction } from './redaction.js';
import { formless } from './value-forms.js';
import type { WriteBudget } from './write-budget.js';

const NULL = fragment('null');
const TRUE = fragment('true');
const FALSE = fragment('false');
const COMMA = fragment(',');
const COLON = fragment(':');

const CIRCULAR_TEXT = '[Circular]';
const DEEP_TEXT = '[Deep]';

/** The conversions that were applied to a value; each happens once. */
interface Conversions {
  readonly toJSON?: true;
  readonly serialize?: true;
}
const NONE: Conversions = {};

/** The key or index of a value in its container; `undefined` for the message itself. */
type Key = string | number | undefined;

/** Returns the name for a member of the object; `undefined` omits the member. */
export type MemberName = (key: string, object: AnyObject) => string | undefined;

/**
 * Writes any value as JSON, always in the same form. Never throws for what a value does, and always ends: a getter
 * that throws, a cycle, and endless depth or size become a marker.
 *
 * Members and elements are written with a comma before them; the bracket of their container then replaces the
 * first comma.
 */
export class JsonValueWriter {
  readonly #out: ByteWriter;
  readonly #budget: WriteBudget;
  readonly #serialize: SerializeFunction | undefined;
  readonly #keys: KeyFragments;
  readonly #redaction: Redaction;
  readonly #path = new ContainerPath();

  constructor(
    out: ByteWriter,
    budget: WriteBudget,
    serialize: SerializeFunction | undefined,
    paths: RedactedPaths | undefined,
  ) {
    this.#out = out;
    this.#budget = budget;
    this.#serialize = serialize;
    this.#keys = new KeyFragments((key) => paths?.match(NO_PATHS, key) ?? NO_MATCH);
    this.#redaction = new Redaction(paths, this.#keys);
  }

  /** Forgets where it was in a message whose writing never ended. */
  begin(): void {
    this.#path.restore(0, 0);
    this.#redaction.leave(NO_PATHS);
  }

  /** Writes the value. For `undefined`, which JSON omits, it writes nothing and returns false. */
  value(value: unknown, key: Key, converted = NONE): boolean {
    if (typeof value === 'string') this.text(value);
    else if (typeof value === 'number' && Number.isFinite(value)) this.#out.number(value);
    else if (typeof value === 'boolean') this.#out.append(value ? TRUE : FALSE);
    else if (value === undefined) return false;
    else if (value === null) this.#out.append(NULL);
    else return this.#guarded(value, key, converted);
    return true;
  }

  text(text: string): void {
    const left = this.#budget.bytesLeft(this.#out.size);
    // A character takes at most six bytes of JSON.
    const end = text.length * 6 <= left ? text.length : endOfPiece(text, 0, left, jsonBytes);
    if (end === text.length) {
      writeJsonString(this.#out, text);
    } else {
      this.#budget.spend();
      writeJsonString(this.#out, text.slice(0, end) + TRUNCATED_TEXT);
    }
  }

  /** Writes a member of the format itself, which is not redacted, or nothing for `undefined`. */
  own(member: Fragment, key: string, value: unknown): void {
    const out = this.#out;
    const { position, size } = out;
    out.append(member);
    if (!this.value(value, key)) out.rewind(position, size);
  }

  /**
   * Writes the object's own members, each under the name that `nameOf` returns for its key, if any.
   * `place` is the path of the object in the event; '' is the event itself.
   */
  members(object: AnyObject, place: string, nameOf?: MemberName): void {
    const outer = this.#redaction.here;
    if (place !== '') this.#redaction.enter(place);
    try {
      this.#members(object, nameOf);
    } finally {
      this.#redaction.leave(outer);
    }
  }

  /** Whether the value of this key is redacted at this place. */
  isRedacted(key: string): boolean {
    return this.#redaction.hides(key);
  }

  /** Writes `,"key":value`, or nothing for `undefined`. */
  #member(key: string, value: unknown): void {
    if (value === undefined) return;
    const out = this.#out;
    const { position, size } = out;
    const known = key.length < MAX_KEY_LENGTH ? this.#keys.of(key) : undefined;
    if (known !== undefined) {
      out.append(known);
    } else {
      out.append(COMMA);
      this.text(key);
      out.append(COLON);
    }
    if (this.#redaction.hides(key, known?.match)) this.text(REDACTED_TEXT);
    else if (!this.value(value, key)) out.rewind(position, size);
  }

  #members(object: AnyObject, nameOf?: MemberName): void {
    for (const key of Object.keys(object)) {
      const name = nameOf === undefined ? key : nameOf(key, object);
      if (name === undefined) continue;
      if (!this.#budget.spendValue(this.#out.size)) {
        this.#member(name, TRUNCATED_TEXT);
        return;
      }
      this.#member(name, read(object, key));
    }
  }

  /** For values that may run code of the application while they are written. */
  #guarded(value: unknown, key: Key, converted: Conversions): boolean {
    const { position, size } = this.#out;
    const { length, depth } = this.#path;
    const place = this.#redaction.here;
    try {
      return this.#complex(value, key, converted);
    } catch {
      this.#out.rewind(position, size);
      this.#path.restore(length, depth);
      this.#redaction.leave(place);
      this.text(THROWN_TEXT);
      return true;
    }
  }

  #complex(value: unknown, key: Key, converted: Conversions): boolean {
    if (value === THROWN) return this.value(THROWN_TEXT, key);
    const isArray = Array.isArray(value);
    const withoutForm = isArray || isPlainObject(value) ? undefined : formless(value);
    if (isObject(value)) {
      if (this.#path.includes(value)) return this.value(CIRCULAR_TEXT, key);
      if (withoutForm === undefined) return this.#container(value, isArray, key, converted);
    }
    return withoutForm !== undefined && this.#formless(value, withoutForm, key, converted);
  }

  #container(value: AnyObject, isArray: boolean, key: Key, converted: Conversions): boolean {
    const { toJSON } = value;
    if (typeof toJSON === 'function' && converted.toJSON === undefined) {
      const result: unknown = toJSON.call(value, String(key ?? ''));
      return this.#replaced(value, result, key, { ...converted, toJSON: true });
    }
    if (!this.#path.enter(value)) return this.value(DEEP_TEXT, key);
    const outer = this.#redaction.here;
    this.#redaction.enter(key);
    const { position } = this.#out;
    if (isArray) {
      this.#elements(value);
      closeArray(this.#out, position);
    } else {
      this.#members(value);
      closeObject(this.#out, position);
    }
    this.#redaction.leave(outer);
    this.#path.leave();
    return true;
  }

  #formless(value: unknown, kind: FormlessValue, key: Key, converted: Conversions): boolean {
    if (this.#serialize !== undefined && kind.asksSerialize && converted.serialize === undefined) {
      const result = this.#serialize(value);
      // Nothing waits for a promise: the value keeps its own form.
      if (isThenable(result)) ignoreRejection(result);
      else if (result !== undefined) {
        return this.#replaced(value, result, key, { ...converted, serialize: true });
      }
    }
    const form = kind.form();
    if (form.is === 'value') return this.value(form.value, key, converted);
    if (!isObject(value) || !this.#path.enter(value)) return this.value(DEEP_TEXT, key);
    const outer = this.#redaction.here;
    this.#redaction.enter(key);
    const { position } = this.#out;
    if (form.is === 'array') {
      this.#items(form.items);
      closeArray(this.#out, position);
    } else {
      this.#entries(form.entries);
      if (form.details !== undefined) this.#details(form.details);
      closeObject(this.#out, position);
    }
    this.#redaction.leave(outer);
    this.#path.leave();
    return true;
  }

  /** The result of a conversion may contain the original value: that is a cycle too. */
  #replaced(value: unknown, result: unknown, key: Key, converted: Conversions): boolean {
    if (result === value || !isObject(value)) return this.value(result, key, converted);
    this.#path.enterConverted(value);
    const isWritten = this.value(result, key, converted);
    this.#path.leaveConverted();
    return isWritten;
  }

  /** A proxy may report any length for its array. */
  #elements(array: AnyObject): void {
    const length = Number(array['length']);
    for (let i = 0; i < length; i += 1) {
      if (!this.#element(read(array, i), i)) return;
    }
  }

  #items(items: Iterable<unknown>): void {
    let i = 0;
    for (const item of items) {
      if (!this.#element(item, i)) return;
      i += 1;
    }
  }

  #entries(entries: Entries): void {
    for (const [key, value] of entries) {
      const hasRoom = this.#budget.spendValue(this.#out.size);
      this.#member(key, hasRoom ? value : TRUNCATED_TEXT);
      if (!hasRoom) return;
    }
  }

  /** Writes entries of any kind that matter less than the others: they get less space. */
  #details(entries: Entries): void {
    const outer = this.#budget.narrow(this.#out.size);
    try {
      this.#entries(entries);
    } finally {
      this.#budget.widen(outer);
    }
  }

  /** Writes `,value`, and returns whether there is space for another. */
  #element(item: unknown, index: number): boolean {
    const hasRoom = this.#budget.spendValue(this.#out.size);
    this.#out.append(COMMA);
    if (this.#redaction.hides(index)) this.text(REDACTED_TEXT);
    else if (!this.value(hasRoom ? item : TRUNCATED_TEXT, index)) this.#out.append(NULL);
    return hasRoom;
  }
}
