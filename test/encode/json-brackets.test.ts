import assert from 'node:assert/strict';
import { ByteWriter } from '../../src/encode/byte-writer.js';
import { closeArray, closeObject } from '../../src/encode/json-brackets.js';

/** What is written when these members, each with its comma before it, are closed. */
function closed(members: string, close: (out: ByteWriter, position: number) => void) {
  const out = new ByteWriter();
  out.ascii('x:');
  const start = out.position;
  out.ascii(members);
  close(out, start);
  return { text: out.bytes.toString('utf8', 0, out.position), size: out.size };
}

describe('json-brackets: closeObject', () => {
  it('puts the brace in place of the first comma', () => {
    assert.deepEqual(closed(',1:2,3:4', closeObject), { text: 'x:{1:2,3:4}', size: 11 });
  });

  it('writes an object without members', () => {
    assert.deepEqual(closed('', closeObject), { text: 'x:{}', size: 4 });
  });
});

describe('json-brackets: closeArray', () => {
  it('puts the bracket in place of the first comma', () => {
    assert.deepEqual(closed(',1,2', closeArray), { text: 'x:[1,2]', size: 7 });
  });

  it('writes an array without elements', () => {
    assert.deepEqual(closed('', closeArray), { text: 'x:[]', size: 4 });
  });
});
