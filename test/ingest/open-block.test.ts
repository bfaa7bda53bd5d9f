import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type BlockMemory, OpenBlock } from '../../src/ingest/open-block.js';

/** Memory that knows what is in use. */
function createMemory(): BlockMemory & { readonly used: Set<Buffer>; readonly allocated: number[] } {
  const used = new Set<Buffer>();
  const allocated: number[] = [];
  return {
    used,
    allocated,
    allocate(length) {
      const bytes = Buffer.alloc(length, '!');
      used.add(bytes);
      allocated.push(length);
      return bytes;
    },
    free(bytes) {
      assert.ok(used.delete(bytes), 'freed once, and allocated here');
    },
  };
}

describe('open-block', () => {
  it('allocates exactly the size of a block that comes in one piece', () => {
    const memory = createMemory();
    const open = new OpenBlock();
    open.add(3, 7, 29);
    open.copy(Buffer.from('abc more'), 3, 'the rest', memory);

    open.seal(memory);

    assert.deepEqual(memory.allocated, [3]);
    const [block] = open.full;
    assert.deepEqual(
      [
        Buffer.from(block!.bytes).toString(),
        [...block!.ends],
        [...block!.timestamps],
        [...block!.sizes],
        block!.remaining,
      ],
      ['abc', [3], [7], [29], 1],
    );
  });

  it('allocates memory of about the expected size once, and leaves it as it is', () => {
    const memory = createMemory();
    const open = new OpenBlock(9_000);
    for (const bytes of [100, 8_000, 1_500]) {
      open.add(open.length + bytes, 1, bytes);
      open.copy(Buffer.alloc(bytes), bytes, 'a piece', memory);
    }

    open.seal(memory);

    assert.deepEqual(memory.allocated, [10_125]);
  });

  it('allocates 16 KiB first at most', () => {
    const memory = createMemory();
    const open = new OpenBlock(1e6);
    open.add(1, 1, 1);
    open.copy(Buffer.alloc(1), 1, 'a piece', memory);

    assert.deepEqual(memory.allocated, [16 * 1024]);
  });

  it('starts with nothing after a block, and keeps the block', () => {
    const memory = createMemory();
    const open = new OpenBlock();
    for (const text of ['first', 'second']) {
      open.add(text.length, 1, 1);
      open.copy(Buffer.from(text), text.length, 'the rest', memory);
      open.seal(memory);
    }

    assert.deepEqual([open.isEmpty, open.length, open.timestamps], [true, 0, []]);
    assert.deepEqual(
      open.full.map(({ bytes }) => Buffer.from(bytes).toString()),
      ['first', 'second'],
    );
  });

  it('joins pieces of any size in order, frees what it outgrows, and wastes a quarter at most', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat({ max: 99 }), fc.nat({ max: 300_000 })), { minLength: 1, maxLength: 12 }),
        fc.nat({ max: 100_000 }),
        (lengths, expectedBytes) => {
          const memory = createMemory();
          const open = new OpenBlock(expectedBytes);
          const pieces = lengths.map((length, index) => Buffer.alloc(length + 1, 97 + index));
          for (const piece of pieces) {
            open.add(open.length + piece.length, 1, piece.length);
            open.copy(piece, piece.length, 'a piece', memory);
          }

          open.seal(memory);

          const [block] = open.full;
          assert.ok(Buffer.concat(pieces).equals(block!.bytes));
          assert.equal(memory.used.size, 1);
          assert.ok(block!.bytes.buffer.byteLength <= block!.bytes.length * 1.25);
        },
      ),
    );
  });
});
