import assert from 'node:assert/strict';
import type { HrTime } from '@opentelemetry/api';
import * as fc from 'fast-check';
import { EventBlocks, LooseEvents } from '../../src/ingest/event-blocks.js';
import { OpenBlock } from '../../src/ingest/open-block.js';
import { ByteWriter } from '../../src/encode/byte-writer.js';
import { MAX_BATCH_BYTES } from '../../src/events/limits.js';
import type { EventBlock } from '../../src/events/model.js';
import type { LogFormat } from '../../src/options/options.js';
import { makeEncoder, makeRecord, messagesIn, TIME, writtenIn } from '../encode/helpers.js';

const format: LogFormat = ({ body }) => {
  if (typeof body === 'string') return body;
  throw new Error('no');
};

describe('event-blocks', () => {
  it('hold one comma between neighbors, and nothing else', () => {
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
        isStored: false,
        remaining: 3,
      },
    );
  });

  it('fill the allocated memory exactly', () => {
    const asked: Buffer<ArrayBuffer>[] = [];
    const out = new ByteWriter();
    const blocks = new EventBlocks(out, {
      allocate(length) {
        const bytes = Buffer.alloc(length, 'x');
        asked.push(bytes);
        return bytes;
      },
      free: () => undefined,
    });
    const open = new OpenBlock();
    blocks.begin(1, open);
    out.ascii('one');
    blocks.end();

    const [block] = blocks.finish(open);

    assert.deepEqual(asked.map(String), ['{"timestamp":1,"message":"one"}']);
    assert.equal(block?.bytes.buffer, asked[0]?.buffer);
    assert.equal(block?.bytes.length, asked[0]?.length);
  });

  it('are not changed by later writes', () => {
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
    for (const { bytes } of blocks) {
      assert.ok(bytes.length <= MAX_BATCH_BYTES && bytes.length > 0.9 * MAX_BATCH_BYTES, `${bytes.length}`);
    }
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

  it('are not touched by a record whose time cannot be read', () => {
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

  it('contain nothing of records that became no event', () => {
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

  it('hold nothing of an event in which the process ends, and all others', () => {
    for (const target of [undefined, new LooseEvents()]) {
      const encoder = makeEncoder();
      const bodies: string[] = [];
      const toJSON = (): string => {
        encoder.encode(makeRecord({ body: 'after' }), TIME);
        for (const message of messagesIn(encoder.finish()))
          bodies.push((JSON.parse(message) as { body: string }).body);
        return 'not used';
      };
      encoder.encode(makeRecord({ body: 'before' }), TIME);
      encoder.encode(makeRecord({ body: { first: 1, second: { toJSON } } }), TIME, target);
      assert.deepEqual(bodies, ['before', 'after']);
    }
  });

  describe('beside events that are kept apart', () => {
    it('are the same as without them, and accept them unchanged', () => {
      const step = fc.record({
        body: fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.constantFrom('x'.repeat(70_000), 'y'.repeat(400_000)),
        ),
        to: fc.constantFrom('a', 'b', 'apart', 'nothing'),
      });
      fc.assert(
        fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
          const [encoder, plain] = [makeEncoder({ format }), makeEncoder({ format })];
          const opens = new Map(['a', 'b'].map((name) => [name, new OpenBlock()]));
          const kept = new LooseEvents();
          const later: string[] = [];
          for (const { body, to } of steps) {
            const record = makeRecord({ body });
            const open = opens.get(to);
            if (to === 'nothing') encoder.encode(makeRecord({ body: 1 }), TIME, kept);
            else encoder.encode(record, TIME, open ?? kept);
            if (to === 'apart' && body !== '') later.push(body);
          }
          const target = opens.get('a')!;
          for (const event of kept.events) encoder.events.add(event, target);

          const bodies = steps.filter(({ to }) => to === 'a').map(({ body }) => body);
          for (const body of [...bodies, ...later]) plain.encode(makeRecord({ body }), TIME);
          assert.deepEqual(writtenIn(encoder.finish(target)), writtenIn(plain.finish()));
          for (const { body, to } of steps) if (to === 'b') plain.encode(makeRecord({ body }), TIME);
          assert.deepEqual(writtenIn(encoder.finish(opens.get('b'))), writtenIn(plain.finish()));
        }),
      );
    });
  });

  describe('of destinations that alternate', () => {
    it('contain the events of each destination, in their order', () => {
      const encoder = makeEncoder({ format: 'body' });
      const [a, b] = [new OpenBlock(), new OpenBlock()];
      for (const [body, open] of [
        ['a1', a],
        ['b1', b],
        ['a2', a],
        ['a3', a],
        ['b2', b],
      ] as const)
        encoder.encode(makeRecord({ body }), TIME, open);

      const [first, second] = [encoder.finish(b), encoder.finish(a)];

      assert.deepEqual(
        [messagesIn(first), messagesIn(second)],
        [
          ['b1', 'b2'],
          ['a1', 'a2', 'a3'],
        ],
      );
      assert.deepEqual([encoder.finish(a), encoder.finish(b)], [[], []]);
    });

    it('are closed when they are full, independently of each other', () => {
      const encoder = makeEncoder({ format: 'body' });
      const [large, small] = [new OpenBlock(), new OpenBlock()];
      for (let index = 0; index < 12; index++) {
        encoder.encode(makeRecord({ body: String(index).padEnd(100_000, 'x') }), TIME, large);
        assert.equal(large.full.length, index < 9 ? 0 : 1);
        encoder.encode(makeRecord({ body: String(index) }), TIME, small);
      }

      assert.equal(small.full.length, 0);
      assert.deepEqual(
        encoder.finish(large).map(({ ends }) => ends.length),
        [10, 2],
      );
      assert.deepEqual(
        messagesIn(encoder.finish(small)),
        Array.from({ length: 12 }, (_, index) => String(index)),
      );
    });

    it('lose nothing by a failed record of another destination', () => {
      const encoder = makeEncoder({
        format: ({ body }) => (typeof body === 'string' && body !== 'skip' ? body : undefined),
      });
      const [a, b] = [new OpenBlock(), new OpenBlock()];
      for (const [body, open] of [
        ['a1', a],
        ['skip', b],
        ['a2', a],
        ['b1', b],
        ['skip', a],
        ['b2', b],
      ] as const)
        encoder.encode(makeRecord({ body }), TIME, open);

      assert.deepEqual(messagesIn(encoder.finish(a)), ['a1', 'a2']);
      assert.deepEqual(messagesIn(encoder.finish(b)), ['b1', 'b2']);
    });

    it('share no memory, and waste little, for any order of events and ends', () => {
      const step = fc.record({
        to: fc.nat({ max: 2 }),
        // Some events are larger than all that was written before them.
        length: fc.oneof(fc.nat({ max: 50 }), fc.nat({ max: 3_000 }), fc.integer({ min: 1, max: 400_000 })),
        action: fc.constantFrom('write', 'write', 'write', 'write', 'abandon', 'finish'),
      });
      fc.assert(
        fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
          const out = new ByteWriter();
          const blocks = new EventBlocks(out, {
            allocate: (length) => Buffer.alloc(length, '!'),
            free: () => undefined,
          });
          const opens = [new OpenBlock(), new OpenBlock(), new OpenBlock()];
          const expected: string[][] = [[], [], []];
          const finished: EventBlock[][] = [[], [], []];
          for (const [index, { to, length, action }] of steps.entries()) {
            const open = opens[to]!;
            if (action === 'finish') {
              finished[to]!.push(...blocks.finish(open));
              continue;
            }
            const message = `${index} `.padEnd(length, 'abc');
            blocks.begin(index, open);
            out.ascii(message);
            if (action === 'abandon') {
              blocks.abandon();
            } else {
              blocks.end();
              expected[to]!.push(message);
            }
          }
          for (const [to, open] of opens.entries()) finished[to]!.push(...blocks.finish(open));

          const all = finished.flat();
          for (const [to, found] of finished.entries()) {
            assert.deepEqual(messagesIn(found), expected[to]);
            for (const { bytes, ends } of found) {
              assert.equal(ends.at(-1), bytes.length);
              assert.ok(bytes.buffer.byteLength <= bytes.length * 1.25);
              assert.doesNotThrow(() => JSON.parse(`[${Buffer.from(bytes).toString()}]`));
            }
          }
          assert.equal(new Set(all.map(({ bytes }) => bytes.buffer)).size, all.length);
        }),
      );
    });
  });
});
