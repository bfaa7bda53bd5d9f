import assert from 'node:assert/strict';
import type { HrTime } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import * as fc from 'fast-check';
import type { LogFormat, SerializeFunction } from '../../src/options/options.js';
import { anyTimedRecord } from './arbitraries.js';
import { eventsOf, wireOf } from '../helpers/events.js';
import { makeEncoder } from './helpers.js';
import { bodyMessage, flatMessage, otlpMessage } from './oracle.js';

type Oracle = (record: ReadableLogRecord, time: HrTime) => string | undefined;

function checkAgainst(oracle: Oracle, format: LogFormat, serialize?: SerializeFunction): void {
  const records = fc.array(anyTimedRecord, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(records, (batch) => {
      const encoder = makeEncoder({ format, serialize });
      const expected: { timestamp: number; message: string }[] = [];
      for (const [record, time] of batch) {
        const message = oracle(record, time);
        const outcome = encoder.encode(record, time);
        assert.deepEqual(outcome, message === undefined ? { lost: 'empty' } : 'written');
        const timestamp = time[0] * 1000 + Math.floor(time[1] / 1e6);
        if (message !== undefined) expected.push({ timestamp, message });
      }

      const blocks = encoder.finish();

      assert.deepEqual(eventsOf(...blocks).map(wireOf), expected);
      for (const [i, { block, index, size, timestamp }] of eventsOf(...blocks).entries()) {
        const start = index === 0 ? 0 : block.ends[index - 1]! + 1;
        const text = Buffer.from(block.bytes.subarray(start, block.ends[index])).toString();
        assert.equal(text, JSON.stringify(expected[i]));
        assert.equal(size, Buffer.byteLength(expected[i]?.message ?? '') + 26);
        assert.equal(timestamp, expected[i]?.timestamp);
      }
      for (const block of blocks) {
        assert.deepEqual(JSON.parse(`[${Buffer.from(block.bytes).toString()}]`), eventsOf(block).map(wireOf));
        assert.deepEqual([block.arrival, block.remaining], [0, block.ends.length]);
      }
      assert.deepEqual(encoder.warnings, []);
    }),
    { numRuns: 300 },
  );
}

const serialize: SerializeFunction = (value) => {
  if (typeof value === 'bigint') return { big: [String(value), value] };
  if (value instanceof Set) return value.size === 0 ? value : [...value];
  if (value instanceof Error) throw value;
  return value instanceof Date ? new Map([[value, 'date']]) : undefined;
};

describe('encoder, for any records', () => {
  it('writes what the oracle writes in the otlp format', () => {
    checkAgainst((record, time) => otlpMessage(record, time), 'otlp');
  });

  it('writes what the oracle writes in the flat format', () => {
    checkAgainst((record) => flatMessage(record), 'flat');
  });

  it('writes what the oracle writes in the body format', () => {
    checkAgainst((record) => bodyMessage(record), 'body');
  });

  it('writes what the oracle writes with a serialize function', () => {
    checkAgainst((record, time) => otlpMessage(record, time, serialize), 'otlp', serialize);
    checkAgainst((record) => flatMessage(record, serialize), 'flat', serialize);
    checkAgainst((record) => bodyMessage(record, serialize), 'body', serialize);
  });
});
