import assert from 'node:assert/strict';
import { encode, makeEncoder, makeRecord, TIME, wire } from './helpers.js';

const MIB = 1024 * 1024;

describe('The blocks of events', () => {
  it('hold neighbours parted by one comma, and nothing else', () => {
    const encoder = makeEncoder({ format: 'body' });
    const bodies = ['one', '', 'two', '"three"\n'];
    for (const body of bodies) encoder.encode(makeRecord({ body }), TIME);

    const events = encoder.finish();

    const [first] = events;
    assert.equal(
      Buffer.from(first?.block ?? []).toString(),
      '{"timestamp":1795000000123,"message":"one"},' +
        '{"timestamp":1795000000123,"message":"two"},' +
        '{"timestamp":1795000000123,"message":"\\"three\\"\\n"}',
    );
    assert.deepEqual(
      events.map(({ timestamp, size, start, end, arrival }) => ({ timestamp, size, start, end, arrival })),
      [
        { timestamp: 1795000000123, size: 29, start: 0, end: 43, arrival: 0 },
        { timestamp: 1795000000123, size: 29, start: 44, end: 87, arrival: 0 },
        { timestamp: 1795000000123, size: 34, start: 88, end: 139, arrival: 0 },
      ],
    );
    assert.ok(events.every((event) => event.block === first?.block));
  });

  it('are exactly as large as what they hold, and pin nothing else', () => {
    const { block } = encode({ body: 'x' }, { format: 'body' }).events[0] ?? assert.fail();
    assert.equal(block.byteOffset, 0);
    assert.equal(block.buffer.byteLength, block.length);
  });

  it('are not changed by what is written later', () => {
    const encoder = makeEncoder({ format: 'body' });
    encoder.encode(makeRecord({ body: 'first' }), TIME);
    const events = encoder.finish();
    encoder.encode(makeRecord({ body: 'other' }), TIME);
    encoder.finish();
    assert.deepEqual(
      events.map((event) => wire(event).message),
      ['first'],
    );
  });

  it('are closed at about 1 MiB', () => {
    const encoder = makeEncoder({ format: 'body' });
    for (let i = 0; i < 30; i += 1)
      encoder.encode(makeRecord({ body: String(i).padEnd(100_000, 'x') }), TIME);

    const events = encoder.finish();

    assert.equal(events.length, 30);
    const blocks = [...new Set(events.map((event) => event.block))];
    assert.deepEqual(
      blocks.map((block) => events.filter((event) => event.block === block).length),
      [11, 11, 8],
    );
    for (const block of blocks) assert.ok(block.length < MIB + 101_000);
    for (const block of blocks.slice(0, -1)) assert.ok(block.length >= MIB);
    assert.deepEqual(
      events.map((event) => parseInt(wire(event).message, 10)),
      events.map((_, i) => i),
    );
  });

  it('are taken once', () => {
    const encoder = makeEncoder({ format: 'body' });
    assert.deepEqual(encoder.finish(), []);
    encoder.encode(makeRecord({ body: 'x' }), TIME);
    assert.equal(encoder.finish().length, 1);
    assert.deepEqual(encoder.finish(), []);
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
    const events = encoder.finish();
    assert.deepEqual(
      events.map((event) => wire(event).message),
      ['one', 'two'],
    );
    assert.equal(events[1]?.start, (events[0]?.end ?? 0) + 1);
    assert.equal(events[1]?.end, events[1]?.block.length);
  });
});
