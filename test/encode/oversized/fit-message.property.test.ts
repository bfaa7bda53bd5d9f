import assert from 'node:assert/strict';
import type { HrTime } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import * as fc from 'fast-check';
import type { LogFormat, OversizedEvents } from '../../../src/options/options.js';
import { anyText, anyTimedRecord, anyValue } from '../arbitraries.js';
import { makeEncoder, writtenIn } from '../helpers.js';

type Tree = Record<string, unknown>;

const longText = fc.tuple(anyText, fc.nat(40)).map(([text, count]) => text.repeat(count));
const wide = fc.oneof(
  longText,
  fc.array(anyValue, { maxLength: 60 }),
  fc.dictionary(anyText, fc.oneof(fc.double(), longText), { maxKeys: 60 }),
  fc.array(fc.array(fc.integer(), { maxLength: 200 }), { maxLength: 10 }),
);
const largeRecord = fc
  .tuple(anyTimedRecord, wide, fc.dictionary(fc.string(), wide, { maxKeys: 3 }), fc.boolean())
  .map(([[record, time], body, more, isBodyLarge]): [ReadableLogRecord, HrTime] => [
    Object.assign(record, isBodyLarge ? { body } : { attributes: { ...record.attributes, ...more } }),
    time,
  ]);

function parse(text: string): Tree {
  const tree: Tree = JSON.parse(text);
  return tree;
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

/** The tree of the parts with the pieces of the split string joined: they make up a string of the original. */
function joined(original: Tree, parts: readonly Tree[]): Tree {
  const whole = new Set(stringsIn(original));
  let count = 0;
  const join = (values: readonly unknown[], mayBeAlike: boolean): unknown => {
    const [first] = values;
    if (typeof first === 'string') {
      const text = values.join('');
      const isCandidate = count === 0 && text !== first && (mayBeAlike || new Set(values).size > 1);
      if (!isCandidate || !whole.has(text)) return first;
      count += 1;
      return text;
    }
    if (typeof first !== 'object' || first === null) return first;
    const entries = Object.keys(first).map((key) => [
      key,
      join(
        values.map((value) => Object(value)[key]),
        mayBeAlike,
      ),
    ]);
    return Array.isArray(first) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
  };
  const rest = parts.map((part) =>
    Object.fromEntries(Object.entries(part).filter(([key]) => key !== 'eventPart')),
  );
  // A string with a repeated pattern may be split into equal pieces.
  const tree: Tree = Object(join(rest, false));
  const alike: Tree = count === 1 ? tree : Object(join(rest, true));
  assert.equal(count, 1);
  return alike;
}

const IDENTITY = ['traceId', 'spanId', 'flags', 'severityNumber', 'severityText', 'level'];

function checkFits(format: LogFormat, oversizedEvents: OversizedEvents): void {
  fc.assert(
    fc.property(largeRecord, fc.integer({ min: 1024, max: 4096 }), ([record, time], maxEventBytes) => {
      const whole = makeEncoder({ format });
      whole.encode(record, time);
      const [original] = writtenIn(whole.finish());
      const encoder = makeEncoder({ format, oversizedEvents, maxEventBytes });

      const outcome = encoder.encode(record, time);

      const events = writtenIn(encoder.finish());
      const messages = events.map(({ message }) => message);
      for (const [i, event] of events.entries()) {
        assert.ok(event.size <= maxEventBytes);
        assert.equal(event.size, Buffer.byteLength(messages[i] ?? '') + 26);
        assert.equal(event.timestamp, original?.timestamp);
      }
      if (original === undefined) {
        assert.deepEqual(outcome, { lost: 'empty' });
        return;
      }
      const causes = encoder.warnings.map((warning) => warning.code);
      if (Buffer.byteLength(original.message) + 26 <= maxEventBytes) {
        assert.deepEqual(messages, [original.message]);
        assert.deepEqual(causes, []);
        return;
      }
      assert.equal(causes.at(-1), 'CWL_EVENT_OVERSIZED');
      assert.equal(outcome, 'written');
      // Beyond 16 times the limit the record is not written to its end.
      if (!causes.includes('CWL_RECORD_SHORTENED'))
        checkContents(format, original.message, messages, oversizedEvents, record.body);
    }),
    { numRuns: 300 },
  );
}

function checkContents(
  format: LogFormat,
  original: string,
  messages: readonly string[],
  mode: OversizedEvents,
  body: unknown,
): void {
  // Only an object has a place for `eventPart` and `truncatedBytes`.
  if (format === 'body' && !(typeof body === 'object' && original.startsWith('{'))) {
    const cut = / \[truncated (\d+) bytes]$/.exec(messages.at(-1) ?? '');
    const kept = messages.join('').slice(0, cut === null ? undefined : -cut[0].length);
    assert.ok(original.startsWith(kept));
    assert.equal(Buffer.byteLength(original) - Buffer.byteLength(kept), Number(cut?.[1] ?? 0));
    return;
  }
  const [before, parts] = [parse(original), messages.map(parse)];
  for (const part of parts) {
    if (format !== 'body') for (const key of IDENTITY) assert.equal(part[key], before[key]);
  }
  for (const message of messages) {
    const [, ...times] = /"timeUnixNano":(\d+)(?:,"observedTimeUnixNano":(\d+))?/.exec(original) ?? [];
    if (format === 'otlp') assert.ok(times.every((time) => time === undefined || message.includes(time)));
  }
  const { truncatedBytes, ...all } = parts.length > 1 ? joined(before, parts) : (parts[0] ?? {});
  if (parts.length > 1) {
    const marks = parts.map((part) => part['eventPart']);
    assert.deepEqual(
      marks,
      parts.map((_, i) => ({ id: 'id-1', n: i + 1, m: parts.length })),
    );
  }
  if (truncatedBytes === undefined) {
    assert.equal(mode, 'split');
    assert.deepEqual(all, before);
  } else if (format !== 'otlp') {
    const removed = Buffer.byteLength(JSON.stringify(before)) - Buffer.byteLength(JSON.stringify(all));
    assert.equal(truncatedBytes, removed);
  }
}

describe('fit-message, for any record and any maxEventBytes', () => {
  for (const mode of ['split', 'truncate'] as const) {
    for (const format of ['otlp', 'flat', 'body'] as const) {
      it(`fits and reports everything that it loses with '${mode}' in the ${format} format`, () => {
        checkFits(format, mode);
      });
    }
  }
});
