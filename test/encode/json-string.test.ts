import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ByteWriter } from '../../src/encode/byte-writer.js';
import { fragment, MESSAGE_ESCAPES, writeJsonString, writeText } from '../../src/encode/json-string.js';
import { anyText } from './arbitraries.js';

interface Written {
  readonly text: string;
  readonly size: number;
}

function written(write: (out: ByteWriter) => void): Written {
  const out = new ByteWriter();
  write(out);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return { text: decoder.decode(out.bytes.subarray(0, out.position)), size: out.size };
}

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);

function check(text: string): void {
  assert.deepEqual(forms(text), expectedForms(text));
}

/** As text of the message, and as a JSON string in it. */
function forms(text: string): Written[] {
  return [
    written((out) => writeText(out, text, MESSAGE_ESCAPES)),
    written((out) => writeJsonString(out, text)),
  ];
}

function expectedForms(text: string): Written[] {
  const message = text.toWellFormed();
  return [message, JSON.stringify(message)].map((form) => ({
    text: escaped(form),
    size: Buffer.byteLength(form),
  }));
}

describe('json-string: writeJsonString', () => {
  it('is escaped as by JSON.stringify, once or twice, and counted as the service counts', () => {
    fc.assert(fc.property(anyText, check), { numRuns: 1000 });
  });

  it('may hold any UTF-16 unit at all', () => {
    const units = Array.from({ length: 0x10000 }, (_, unit) => String.fromCharCode(unit));
    // One assertion: 65,536 assertions would be slower than the comparison.
    const wrong = units.filter((unit) => JSON.stringify(forms(unit)) !== JSON.stringify(expectedForms(unit)));
    assert.deepEqual(wrong, []);
    check(units.join(''));
  });

  it('may have any length, with or without escapes, around every change of method', () => {
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

  it('never splits a surrogate pair, wherever a run ends', () => {
    for (const offset of [0, 1]) {
      check(' '.repeat(offset) + '😀'.repeat(40_000));
      check(`${' '.repeat(offset)}${'😀'.repeat(20)}"`.repeat(50));
      check('"'.repeat(offset) + '😀"'.repeat(1000));
    }
  });
});

describe('json-string: fragment', () => {
  it('holds the wire bytes of a text of the message, and its size', () => {
    const { bytes, size } = fragment(',"é":');
    assert.equal(Buffer.from(bytes).toString(), ',\\"é\\":');
    assert.equal(size, 6);
  });
});
