import assert from 'node:assert/strict';
import { ByteWriter } from '../../src/encode/byte-writer.js';
import { JsonValueWriter } from '../../src/encode/json-value.js';
import { memberFragment } from '../../src/encode/key-fragments.js';
import {
  type MessageWriter,
  writeCountMember,
  writeMapMember,
  writeTextMember,
} from '../../src/encode/message-members.js';
import { WriteBudget } from '../../src/encode/write-budget.js';

const MEMBER = memberFragment('m');

/** The bytes of the message, without the escapes of the request, and its counted size. */
function written(write: (writer: MessageWriter) => void) {
  const out = new ByteWriter();
  const budget = new WriteBudget(1_024);
  budget.begin();
  write({ out, budget, values: new JsonValueWriter(out, budget, undefined, undefined) });
  const text = out.bytes.toString('utf8', 0, out.position).replaceAll(String.raw`\"`, '"');
  return { text, size: out.size };
}

function renamed(key: string): string | undefined {
  return key === 'a' ? undefined : `p.${key}`;
}

const NOTHING = { text: '', size: 0 };

describe('message-members: writeTextMember', () => {
  it('writes a member with a text', () => {
    assert.deepEqual(
      written((writer) => writeTextMember(writer, MEMBER, 'a')),
      { text: ',"m":"a"', size: 8 },
    );
  });

  it('writes nothing without a text', () => {
    for (const value of ['', undefined, null, 5, {}]) {
      assert.deepEqual(
        written((writer) => writeTextMember(writer, MEMBER, value)),
        NOTHING,
      );
    }
  });
});

describe('message-members: writeCountMember', () => {
  it('writes a member with a number above zero', () => {
    assert.equal(written((writer) => writeCountMember(writer, MEMBER, 3)).text, ',"m":3');
  });

  it('writes nothing for a value that is not a positive number', () => {
    for (const value of [0, -1, Number.NaN, Infinity, '3', undefined]) {
      assert.deepEqual(
        written((writer) => writeCountMember(writer, MEMBER, value)),
        NOTHING,
      );
    }
  });
});

describe('message-members: writeMapMember', () => {
  it('writes a member with the members of an object', () => {
    assert.equal(
      written((writer) => writeMapMember(writer, MEMBER, { a: 1, b: 'x' }, 'attributes')).text,
      ',"m":{"a":1,"b":"x"}',
    );
  });

  it('uses the given names, and omits members without one', () => {
    assert.equal(
      written((writer) => writeMapMember(writer, MEMBER, { a: 1, b: 2 }, 'attributes', renamed)).text,
      ',"m":{"p.b":2}',
    );
  });

  it('removes the member if it is empty, with its size', () => {
    for (const value of [{}, undefined, null, 'text']) {
      assert.deepEqual(
        written((writer) => writeMapMember(writer, MEMBER, value, 'attributes')),
        NOTHING,
      );
    }
  });
});
