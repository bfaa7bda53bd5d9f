import type { HrTime } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import * as fc from 'fast-check';
import { makeRecord } from './helpers.js';

/** Any string, including lone surrogates, control characters and long runs. */
export const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
  fc.string({
    unit: fc.constantFrom('"', '\\', '\n', '\u0000', '\u2028', '\ud83d', '\ude00', 'é', 'a', '日'),
  }),
  fc
    .tuple(fc.string({ unit: 'binary' }), fc.nat(1500))
    .map(([text, count]) => text + 'x'.repeat(count) + text),
  fc.tuple(fc.string({ unit: 'binary' }), fc.nat(90)).map(([text, count]) => text.repeat(count)),
);

const bytes = fc.uint8Array({ maxLength: 20 });

const scalar = fc.oneof(
  { weight: 4, arbitrary: anyText },
  { weight: 2, arbitrary: fc.oneof(fc.double(), fc.integer(), fc.maxSafeInteger(), fc.constant(-0)) },
  { weight: 2, arbitrary: fc.tuple(fc.nat(), fc.nat(5)).map(([digits, places]) => digits / 10 ** places) },
  fc.boolean(),
  fc.constantFrom(null, undefined),
  fc.bigInt(),
  fc.date({ noInvalidDate: false }),
  bytes,
  bytes.map((array) => Buffer.from(array)),
  bytes.map((array) => array.buffer.slice(0, array.length)),
  bytes.map((array) => new DataView(array.buffer, array.byteOffset, array.length)),
  fc.float32Array({ maxLength: 5 }),
  fc.bigInt64Array({ maxLength: 5 }),
  fc.uint8ClampedArray({ maxLength: 5 }),
  anyText.map((text) => Symbol(text)),
  fc.constantFrom(/a"b/g, () => 1, Number, Math.max),
  fc.oneof(anyText, fc.double(), fc.boolean(), fc.bigInt()).map((value) => Object(value)),
  fc.constant(Object(Symbol('boxed'))),
);

class Sample {
  own: unknown;
  #hidden = 1;
  constructor(own: unknown) {
    this.own = own;
  }
  get inherited(): number {
    return this.#hidden;
  }
}

class NamelessError extends Error {}

function circular(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && Object.isExtensible(value))
    Object.assign(value, { value });
  return value;
}

/** The properties of an error beside its message, for which it has little space. */
const detail = fc.oneof(
  fc.constantFrom('ECONNREFUSED', 503, true, null, 7n, () => 1, new TypeError('inner')),
  fc.dictionary(fc.string({ maxLength: 5 }), fc.integer(), { maxKeys: 3 }),
  fc.array(fc.string(), { maxLength: 3 }),
);
const pairs = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'password'), fc.string()), { maxLength: 4 });
const headers = fc
  .array(fc.tuple(fc.constantFrom('x-id', 'set-cookie', 'authorization'), fc.constantFrom('1', 'a=b')), {
    maxLength: 4,
  })
  .map((entries) => new Headers(entries));

function formData(entries: readonly [string, string][]): FormData {
  const form = new FormData();
  for (const [name, value] of entries) form.append(name, value);
  return form;
}

/** Any value that a body may contain. */
export const anyValue = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4, withCrossShrink: true }, scalar, tie('container')),
  container: fc.oneof(
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(anyText, fc.constantFrom('__proto__', '0', 'toString')), tie('value'), {
      maxKeys: 4,
    }),
    fc.sparseArray(tie('value'), { maxLength: 5, maxNumElements: 3 }),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 }).map((entries) => new Map(entries)),
    fc.array(fc.tuple(anyText, tie('value')), { maxLength: 3 }).map((entries) => new Map(entries)),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => new Set(items)),
    tie('value').map((own) => new Sample(own)),
    fc.tuple(anyText, tie('value')).map(([message, cause]) => new RangeError(message, { cause })),
    fc.tuple(anyText, tie('value')).map(([message, cause]) => new NamelessError(message, { cause })),
    fc
      .tuple(fc.array(tie('value'), { maxLength: 3 }), anyText)
      .map(([errors, message]) => new AggregateError(errors, message)),
    fc
      .dictionary(fc.constantFrom('code', 'errno', '$metadata', 'type', 'stacktrace', 'retry'), detail)
      .map((properties) => Object.assign(new Error('given'), properties)),
    pairs.map((entries) => new URLSearchParams(entries)),
    pairs.map((entries) => formData(entries)),
    headers,
    headers.map((given) => new Response(null, { status: 404, statusText: 'Not Found', headers: given })),
    headers.map((given) => new Request('http://127.0.0.1/path', { method: 'PUT', headers: given })),
    tie('value').map((value) => ({ toJSON: (key: string) => ({ key, value }) })),
    tie('value').map((value) => ({ toJSON: () => value })),
    tie('value').map((value) => ({
      value,
      get thrown(): unknown {
        throw new Error('getter');
      },
    })),
    tie('value').map((value) => [value, value]),
    fc.array(tie('value'), { minLength: 1, maxLength: 3 }).map(circular),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 3, noNullPrototype: true }).map(circular),
    tie('value').map((value) => circular(new Map([['self', value]]))),
  ),
})).value;

const map = fc.dictionary(fc.oneof(anyText, fc.constantFrom('level', 'message', 'service')), anyValue, {
  maxKeys: 5,
});
const hex = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.nat(15).map((digit) => digit.toString(16)), minLength: length, maxLength: length });
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

export const anyTime = fc.tuple(
  fc.oneof(
    fc.integer({ min: 1, max: 4e9 }),
    fc.constantFrom(0, 1, 999_999_999, 1e9, 2 ** 31, 2 ** 32, 8_639_999_999_999),
  ),
  fc.oneof(fc.nat(999_999_999), fc.constantFrom(0, 1, 999_999_999)),
);

/** Any record that an SDK could pass, and some that none would. */
export const anyRecord = fc
  .record({
    hrTimeObserved: fc.oneof(anyTime, fc.constant([0, 0])),
    severityNumber: optional(fc.nat(24)),
    droppedAttributesCount: fc.constantFrom(0, 1, 12),
    severityText: optional(fc.oneof(fc.constant('INFO'), fc.string({ maxLength: 10 }))),
    body: anyValue,
    attributes: map,
    eventName: optional(anyText),
    spanContext: optional(
      fc.record({ traceId: hex(32), spanId: hex(16), traceFlags: fc.constantFrom(0, 1) }),
    ),
    instrumentationScope: fc.record({
      name: anyText,
      version: optional(anyText),
      attributes: optional(map),
    }),
    resource: fc.record({ attributes: fc.dictionary(fc.constantFrom('service.name', 'a', 'b'), anyText) }),
  })
  .map((members) => makeRecord(members));

/** Any record, with its own time as the time of its event. */
export const anyTimedRecord = fc
  .tuple(anyRecord, anyTime)
  .filter(([, time]) => time[0] + time[1] > 0)
  .map(([record, time]): [ReadableLogRecord, HrTime] => [Object.assign(record, { hrTime: time }), time]);
