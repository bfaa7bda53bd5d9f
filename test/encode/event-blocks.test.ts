import assert from 'node:assert/strict';
import type { HrTime } from '@opentelemetry/api';
import { EventBlocks } from '../../src/encode/event-blocks.js';
import { ByteWriter } from '../../src/encode/byte-writer.js';
import type { EventBlock } from '../../src/events/model.js';
import { makeEncoder, makeRecord, messagesIn, TIME } from './helpers.js';

/** A block is closed at this many bytes. */
const BLOCK_BYTES = 1_000_000;

describe('The blocks of events', () => {
  it('hold neighbours parted by one comma, and nothing else', () => {
    const encoder = makeEncoder({ format: 'body' });
    const bodies = ['one', '', 'two', '"three"\n'];
    for (const body of bodies) encoder.encode(makeRecord({ body }), TIME);

    const [block, ...others] = encoder.finish();

    assert.ok(block !== undefined);
    assert.deepEqual(others, []);
    assert.equal(
      Buffer.from(block.bytes).toString(),
      '{"timestamp":1795000000123,"message":"one"},' +
        '{"timestamp":1795000000123,"message":"two"},' +
        '{"timestamp":1795000000123,"message":"\\"three\\"\\n"}',
    );
    assert.deepEqual(
      { ...block, bytes: undefined },
      {
        bytes: undefined,
        ends: Uint32Array.of(43, 87, 139),
        timestamps: Float64Array.of(1795000000123, 1795000000123, 1795000000123),
        sizes: Uint32Array.of(29, 29, 34),
        arrival: 0,
        remaining: 3,
      },
    );
  });

  it('fill the memory that they ask for, to the byte', () => {
    const asked: Buffer<ArrayBuffer>[] = [];
    const out = new ByteWriter();
    const blocks = new EventBlocks(out, (length) => {
      const bytes = Buffer.alloc(length, 'x');
      asked.push(bytes);
      return bytes;
    });
    blocks.begin(1);
    out.ascii('one');
    blocks.end();

    const [block] = blocks.finish();

    assert.deepEqual(asked.map(String), ['{"timestamp":1,"message":"one"}']);
    assert.equal(block?.bytes, asked[0]);
  });

  it('are not changed by what is written later', () => {
    const encoder = makeEncoder({ format: 'body' });
    encoder.encode(makeRecord({ body: 'first' }), TIME);
    const blocks = encoder.finish();
    encoder.encode(makeRecord({ body: 'other' }), TIME);
    encoder.finish();
    assert.deepEqual(messagesIn(blocks), ['first']);
  });

  it('are closed at about a megabyte', () => {
    const encoder = makeEncoder({ format: 'body' });
    for (let i = 0; i < 30; i += 1)
      encoder.encode(makeRecord({ body: String(i).padEnd(100_000, 'x') }), TIME);

    const blocks = encoder.finish();

    assert.deepEqual(
      blocks.map(({ ends }) => ends.length),
      [10, 10, 10],
    );
    for (const { bytes } of blocks) assert.ok(bytes.length < BLOCK_BYTES + 101_000);
    for (const { bytes } of blocks.slice(0, -1)) assert.ok(bytes.length >= BLOCK_BYTES);
    assert.deepEqual(
      messagesIn(blocks).map((message) => parseInt(message, 10)),
      Array.from({ length: 30 }, (_, i) => i),
    );
  });

  it('are taken once', () => {
    const encoder = makeEncoder({ format: 'body' });
    assert.deepEqual(encoder.finish(), []);
    encoder.encode(makeRecord({ body: 'x' }), TIME);
    assert.equal(encoder.finish().length, 1);
    assert.deepEqual(encoder.finish(), []);
  });

  it('are not touched by a record whose time can not be read', () => {
    const encoder = makeEncoder({ format: 'body' });
    encoder.encode(makeRecord({ body: 'first' }), TIME);
    encoder.finish();
    const [, nanos] = TIME;
    const unreadable: HrTime = [Object(Symbol('seconds')), nanos];

    assert.equal(typeof encoder.encode(makeRecord({ body: 'lost' }), unreadable), 'object');
    encoder.encode(makeRecord({ body: 'second' }), TIME);

    assert.deepEqual(
      encoder.finish().map(({ bytes }) => Buffer.from(bytes).toString()),
      ['{"timestamp":1795000000123,"message":"second"}'],
    );
  });

  it('hold nothing of records that gave no event', () => {
    const encoder = makeEncoder({
      format: ({ body }) => {
        if (body === 'throw') throw new Error('no');
        return typeof body === 'string' && body !== 'skip' ? body : undefined;
      },
    });
    for (const body of ['skip', 'one', 'throw', '', 'two', 'skip'])
      encoder.encode(makeRecord({ body }), TIME);
    const blocks = encoder.finish();
    assert.deepEqual(messagesIn(blocks), ['one', 'two']);
    assert.equal(blocks.length, 1);
    const [{ bytes, ends }] = blocks as [EventBlock];
    assert.equal(ends[1], bytes.length);
  });
});
