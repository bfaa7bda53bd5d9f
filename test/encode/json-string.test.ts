import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ByteWriter } from '../../src/encode/byte-writer.js';
import { fragment, MESSAGE_ESCAPES, writeJsonString, writeText } from '../../src/encode/json-string.js';
import { anyText } from './arbitraries.js';

function written(write: (out: ByteWriter) => void): { text: string; size: number } {
  const out = new ByteWriter();
  write(out);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return { text: decoder.decode(out.bytes.subarray(0, out.position)), size: out.size };
}

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

function check(text: string): void {
  const message = text.toWellFormed();
  const json = JSON.stringify(message);
  assert.deepEqual(
    written((out) => writeText(out, text, MESSAGE_ESCAPES)),
    { text: escaped(message), size: Buffer.byteLength(message) },
  );
  assert.deepEqual(
    written((out) => writeJsonString(out, text)),
    { text: escaped(json), size: Buffer.byteLength(json) },
  );
}

describe('A written string', () => {
  it('is escaped as by JSON.stringify, once or twice, and counted as the service counts', () => {
    fc.assert(fc.property(anyText, check), { numRuns: 1000 });
  });

  it('may hold any UTF-16 unit at all', () => {
    let all = '';
    for (let unit = 0; unit < 0x10000; unit += 1) {
      const character = String.fromCharCode(unit);
      check(character);
      all += character;
    }
    check(all);
  });

  it('may be of any length, clean or not, around every change of method', () => {
    const edges = [0, 1, 71, 72, 73, 255, 256, 257, 328, 329, 65_535, 65_536, 65_537, 131_073];
    for (const length of edges) {
      const clean = 'x'.repeat(length);
      for (const end of ['', '"', '\n', 'é', '日', '😀', '\ud83d', '\ude00']) {
        check(clean + end);
        check(clean + end + clean);
        check(end + clean);
      }
    }
  });

  it('never parts a surrogate pair, wherever a stretch ends', () => {
    for (const offset of [0, 1]) {
      check(' '.repeat(offset) + '😀'.repeat(40_000));
      check(`${' '.repeat(offset)}${'😀'.repeat(20)}"`.repeat(50));
      check('"'.repeat(offset) + '😀"'.repeat(1000));
    }
  });
});

describe('A fragment', () => {
  it('holds the wire bytes of a text of the message, and its size', () => {
    const { bytes, size } = fragment(',"é":');
    assert.equal(Buffer.from(bytes).toString(), ',\\"é\\":');
    assert.equal(size, 6);
  });
});
