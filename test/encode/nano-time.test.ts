import assert from 'node:assert/strict';
import type { HrTime } from '@opentelemetry/api';
import { ByteWriter } from '../../src/encode/byte-writer.js';
import { nanosText, writeNanos } from '../../src/encode/nano-time.js';

const TIMES: [HrTime, string][] = [
  [[0, 1], '1'],
  [[0, 999_999_999], '999999999'],
  [[1, 0], '1000000000'],
  [[1, 1], '1000000001'],
  [[1_795_000_000, 123_456_789], '1795000000123456789'],
  [[8_639_999_999_999, 999_999_999], '8639999999999999999999'],
  [[1.9, 5.7], '1000000005'],
  [[0.5, 2], '2'],
];

describe('nano-time', () => {
  for (const [time, text] of TIMES) {
    it(`is ${text} for ${time.join(' s, ')} ns, exactly`, () => {
      const out = new ByteWriter();
      writeNanos(out, time);
      assert.equal(out.bytes.toString('latin1', 0, out.position), text);
      assert.equal(out.size, text.length);
      assert.equal(nanosText(time), text);
    });
  }
});
