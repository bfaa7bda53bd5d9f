/**
 * A second implementation of the formats: slow, simple, and without a line of the code under test. Values become JSON
 * texts from the inside out; nothing is counted or escaped by hand.
 */
import type { HrTime } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

type Serialize = ((value: unknown) => unknown) | undefined;

/** Values read for the message. */
let looked = 0;

interface Place {
  readonly key: string;
  readonly ancestors: readonly unknown[];
  readonly depth: number;
  readonly serialize: Serialize;
  readonly askedToJSON: boolean;
  readonly askedSerialize: boolean;
}

/** The JSON text of any value; undefined for values that are omitted. */
export function jsonOf(value: unknown, key: string, serialize?: Serialize): string | undefined {
  return textOf(value, {
    key,
    serialize,
    ancestors: [],
    depth: 0,
    askedToJSON: false,
    askedSerialize: false,
  });
}

function quoted(text: string): string {
  return JSON.stringify(text.toWellFormed());
}

function textOf(value: unknown, place: Place): string | undefined {
  if (value === undefined) return undefined;
  if (value === null || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  try {
    return complexText(value, place);
  } catch {
    return '"[Throws]"';
  }
}

function complexText(value: unknown, place: Place): string | undefined {
  if (place.ancestors.includes(value)) return '"[Circular]"';
  const tag = tagOf(value);
  const isAsked = !['Object', 'Array', 'TypedArray', 'Boxed'].includes(tag);
  if (isAsked && place.serialize !== undefined && !place.askedSerialize) {
    const result = place.serialize(value);
    if (result !== undefined) return converted(value, result, { ...place, askedSerialize: true });
  }
  if (tag === 'Object' || tag === 'Array') {
    const { toJSON } = Object(value);
    if (typeof toJSON === 'function' && !place.askedToJSON) {
      return converted(value, toJSON.call(value, place.key), { ...place, askedToJSON: true });
    }
  }
  return formText(value, tag, place);
}

function converted(value: unknown, result: unknown, place: Place): string | undefined {
  if (result === value || typeof value !== 'object') return textOf(result, place);
  return textOf(result, { ...place, ancestors: [...place.ancestors, value] });
}

function tagOf(value: unknown): string {
  if (typeof value !== 'object') return typeof value;
  if (Array.isArray(value)) return 'Array';
  if (value instanceof Error) return 'Error';
  if (value instanceof DataView || value instanceof ArrayBuffer || value instanceof Uint8Array)
    return 'Bytes';
  if (ArrayBuffer.isView(value)) return 'TypedArray';
  for (const [type, tag] of TAGS) if (value instanceof type) return tag;
  return 'Object';
}

const TAGS = [
  [Date, 'Date'],
  [Map, 'Map'],
  [Set, 'Set'],
  [RegExp, 'RegExp'],
  [String, 'Boxed'],
  [Number, 'Boxed'],
  [Boolean, 'Boxed'],
  [BigInt, 'Boxed'],
  [Symbol, 'Boxed'],
] as const;

function formText(value: unknown, tag: string, place: Place): string | undefined {
  if (value instanceof Date) {
    return quoted(Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString());
  }
  if (tag === 'Bytes') return quoted(base64(value));
  if (tag === 'Boxed') return textOf(Object(value).valueOf(), place);
  if (typeof value !== 'object' || tag === 'RegExp') return quoted(String(value));
  if (place.depth === 64) return '"[Deep]"';
  const within = (inner: unknown, key: string): string | undefined =>
    textOf(inner, {
      ...place,
      key,
      ancestors: [...place.ancestors, value],
      depth: place.depth + 1,
      askedToJSON: false,
      askedSerialize: false,
    });
  if (value instanceof Map && [...value.keys()].some((key) => typeof key === 'object' && key !== null)) {
    const entries = [...value].map((entry) =>
      typeof entry[0] === 'object' && entry[0] !== null ? entry : new Map([entry]),
    );
    looked += entries.length;
    return `[${entries.map((entry, i) => within(entry, String(i))).join(',')}]`;
  }
  if (value instanceof Set || tag === 'TypedArray' || Array.isArray(value)) {
    const items: unknown[] = Array.from(Object(value));
    looked += items.length;
    return `[${items.map((item, i) => within(item, String(i)) ?? 'null').join(',')}]`;
  }
  return objectText(membersOf(value), within);
}

function base64(value: unknown): string {
  if (value instanceof ArrayBuffer) return Buffer.from(value).toString('base64');
  if (!ArrayBuffer.isView(value)) return '';
  return Buffer.from(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength)).toString(
    'base64',
  );
}

type Read = () => unknown;

function membersOf(value: object | null): [key: string, read: Read][] {
  if (value instanceof Error) {
    const { message, stack, name } = value;
    const type = name === 'Error' || name === '' ? value.constructor.name || 'Error' : name;
    const members: [key: string, read: Read][] = [['type', () => type]];
    if (message !== '') members.push(['message', () => message]);
    if (stack !== '') members.push(['stacktrace', () => stack]);
    members.push(['cause', () => value.cause], ['errors', () => Object(value)['errors']]);
    for (const [key, own] of Object.entries(value)) {
      if (['name', 'message', 'stack', 'cause', 'errors'].includes(key) || typeof own === 'function')
        continue;
      members.push([['type', 'stacktrace'].includes(key) ? `error.${key}` : key, () => own]);
    }
    return members;
  }
  if (value instanceof Headers || value instanceof URLSearchParams || value instanceof FormData) {
    const pairs: [string, unknown][] = [...value];
    const values = (name: string): unknown[] => pairs.filter(([key]) => key === name).map(([, item]) => item);
    return [...new Set(pairs.map(([name]) => name))].map((name) => [
      name,
      () => (values(name).length === 1 ? values(name)[0] : values(name)),
    ]);
  }
  if (value instanceof Response) return readsOf(value, ['url', 'status', 'statusText', 'headers']);
  if (value instanceof Request) return readsOf(value, ['method', 'url', 'headers']);
  if (value instanceof Map) {
    const last = new Map([...value].map(([key, inner]) => [stringOf(key), inner]));
    return [...last].map(([key, inner]) => [key, () => inner]);
  }
  return Object.keys(value ?? {}).map((key) => [key, () => Object(value)[key]]);
}

function readsOf(value: object, keys: readonly string[]): [key: string, read: Read][] {
  return keys.map((key) => [key, () => Reflect.get(value, key)]);
}

function stringOf(key: unknown): string {
  try {
    return String(key);
  } catch {
    return '[Throws]';
  }
}

function objectText(
  members: [key: string, read: Read][],
  within: (value: unknown, key: string) => string | undefined,
): string {
  looked += members.length;
  const texts = members.flatMap(([key, read]) => {
    let text: string | undefined;
    try {
      text = within(read(), key);
    } catch {
      text = '"[Throws]"';
    }
    return text === undefined ? [] : [`${quoted(key)}:${text}`];
  });
  return `{${texts.join(',')}}`;
}

function nanos([seconds, nanoseconds]: HrTime): string {
  return (BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds)).toString();
}

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

type Member = readonly [key: string, text: string | undefined];

/** A text body comes before the members that each event has; more than 100 values come after them. */
function inOrder(
  isText: boolean,
  first: Member,
  body: () => Member,
  attributes: () => readonly Member[],
  each: readonly Member[],
): string {
  looked = 0;
  const [bodyMember, others] = [body(), attributes()];
  if (looked <= 100) return object([first, bodyMember, ...others, ...each]);
  return object(isText ? [first, bodyMember, ...each, ...others] : [first, ...each, bodyMember, ...others]);
}

function object(members: readonly Member[]): string {
  const texts = members
    .filter(([, text]) => text !== undefined)
    .map(([key, text]) => `${quoted(key)}:${text}`);
  return `{${texts.join(',')}}`;
}

function notEmpty(text: string): string | undefined {
  return text === '{}' ? undefined : text;
}

function someText(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : quoted(text);
}

function mapMembers(map: object | undefined, serialize: Serialize): Member[] {
  return Object.entries(map ?? {}).map(([key, value]) => {
    looked += 1;
    return [key, jsonOf(value, key, serialize)];
  });
}

function millis([seconds, nanoseconds]: HrTime): number {
  return seconds * 1000 + Math.floor(nanoseconds / 1e6);
}

/** The message of the 'otlp' format, with all attributes of the resource. */
export function otlpMessage(record: ReadableLogRecord, time: HrTime, serialize?: Serialize): string {
  const number: number = record.severityNumber ?? 0;
  const step = number % 4 === 1 ? '' : String(((number - 1) % 4) + 1);
  const name = LEVELS[Math.floor((number - 1) / 4)];
  const map = (value: object | undefined): string | undefined =>
    notEmpty(object(mapMembers(value, serialize)));
  const {
    spanContext,
    hrTimeObserved: observed,
    instrumentationScope: scope,
    droppedAttributesCount,
  } = record;
  const isObserved = observed[0] + observed[1] > 0 && millis(observed) !== millis(time);
  return inOrder(
    typeof record.body === 'string',
    ['severityText', someText(record.severityText) ?? (name && `"${name.toUpperCase()}${step}"`)],
    () => ['body', jsonOf(record.body, 'body', serialize)],
    () => [['attributes', map(record.attributes)]],
    [
      ['droppedAttributesCount', droppedAttributesCount > 0 ? String(droppedAttributesCount) : undefined],
      ['eventName', someText(record.eventName)],
      ['traceId', someText(spanContext?.traceId)],
      ['spanId', someText(spanContext?.spanId)],
      ['flags', spanContext && spanContext.traceFlags > 0 ? String(spanContext.traceFlags) : undefined],
      ['severityNumber', number === 0 ? undefined : String(number)],
      ['timeUnixNano', nanos(time)],
      ['observedTimeUnixNano', isObserved ? nanos(observed) : undefined],
      ['scope', scopeText(scope, map)],
      ['resource', resourceText(map(record.resource.attributes))],
    ],
  );
}

function scopeText(
  scope: ReadableLogRecord['instrumentationScope'],
  map: (value: object | undefined) => string | undefined,
): string | undefined {
  return notEmpty(
    object([
      ['name', someText(scope.name)],
      ['version', someText(scope.version)],
      ['attributes', map(scope.attributes)],
    ]),
  );
}

function resourceText(attributes: string | undefined): string | undefined {
  return attributes && `{"attributes":${attributes}}`;
}

const FLAT_KEYS =
  'level message droppedAttributesCount eventName traceId spanId service eventPart truncatedBytes'.split(' ');

/** The message of the 'flat' format. */
export function flatMessage(record: ReadableLogRecord, serialize?: Serialize): string {
  const number: number = record.severityNumber ?? 0;
  const name = LEVELS[Math.floor((number - 1) / 4)];
  const service = record.resource.attributes['service.name'];
  const { droppedAttributesCount } = record;
  return inOrder(
    typeof record.body === 'string',
    ['level', someText(record.severityText) ?? (name && quoted(name))],
    () => ['message', jsonOf(record.body, 'message', serialize)],
    () =>
      Object.entries(record.attributes).map(([key, value]): Member => {
        looked += 1;
        let free = key;
        while (FLAT_KEYS.includes(key) && (free === key || free in record.attributes))
          free = `attributes.${free}`;
        return [free, jsonOf(value, free, serialize)];
      }),
    [
      ['droppedAttributesCount', droppedAttributesCount > 0 ? String(droppedAttributesCount) : undefined],
      ['eventName', someText(record.eventName)],
      ['traceId', someText(record.spanContext?.traceId)],
      ['spanId', someText(record.spanContext?.spanId)],
      ['service', typeof service === 'string' ? someText(service) : undefined],
    ],
  );
}

/** The message of the 'body' format; undefined for a body without text. */
export function bodyMessage({ body }: ReadableLogRecord, serialize?: Serialize): string | undefined {
  if (typeof body === 'string') return body === '' ? undefined : body.toWellFormed();
  return jsonOf(body, '', serialize);
}
