import assert from 'node:assert/strict';
import type { HrTime } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import * as sinon from 'sinon';
import type { EncodeOutcome } from '../../src/encode/encoder.js';
import { ByteWriter } from '../../src/encode/byte-writer.js';
import { EventBlocks, LooseEvents } from '../../src/ingest/event-blocks.js';
import { OpenBlock } from '../../src/ingest/open-block.js';
import { createEventWriter } from '../../src/ingest/event-writer.js';
import { makeRecord, messagesIn, TIME } from '../encode/helpers.js';

/** An encoder that writes a text and has the outcome of the test. */
function setUp(outcome: EncodeOutcome) {
  const out = new ByteWriter();
  const allocate = sinon.stub<[number], Buffer<ArrayBuffer>>().callsFake(Buffer.alloc);
  const events = new EventBlocks(out, { allocate, free: () => undefined });
  const encode = sinon.spy((_record: ReadableLogRecord, _time: HrTime) => {
    out.ascii('written');
    return outcome;
  });
  const writer = createEventWriter({ encode, lastBytes: 33 }, events);
  const block = new OpenBlock();
  const write = (target: OpenBlock | LooseEvents = block) => writer.write(makeRecord(), TIME, target);
  return { writer, write, events, block, encode, allocate, messages: () => messagesIn(events.finish(block)) };
}

describe('event-writer', () => {
  it('appends what the encoder wrote to its target', () => {
    const { writer, write, messages, encode } = setUp('written');
    const apart = new LooseEvents();

    assert.equal(write(), 'written');
    assert.equal(write(apart), 'written');

    assert.deepEqual(messages(), ['written']);
    assert.equal(apart.events.length, 1);
    sinon.assert.alwaysCalledWithExactly(encode, sinon.match.object, TIME);
    assert.equal(writer.lastBytes, 33);
  });

  it('appends the messages of a record that was too long instead, with its time', () => {
    const { write, events, block } = setUp({ texts: ['one "quoted"', 'two'] });

    assert.equal(write(), 'written');

    assert.deepEqual(
      events.finish(block).map(({ bytes }) => Buffer.from(bytes).toString()),
      [
        '{"timestamp":1795000000123,"message":"one \\"quoted\\""},' +
          '{"timestamp":1795000000123,"message":"two"}',
      ],
    );
  });

  for (const outcome of ['skipped', { lost: 'empty' }, { lost: 'oversized' }] as const) {
    it(`appends nothing of a record that is ${JSON.stringify(outcome)}`, () => {
      const { write, messages } = setUp(outcome);
      assert.equal(write(), outcome);
      assert.deepEqual(messages(), []);
    });
  }

  it('loses a record that others were written over', () => {
    for (const outcome of ['written', { texts: ['part'] }] as const) {
      const { writer, events, block, encode } = setUp(outcome);
      const target = new OpenBlock();
      const writeOver = createEventWriter(
        {
          encode(record, time) {
            const result = encode(record, time);
            events.addText(1, 'other', target);
            return result;
          },
          lastBytes: 0,
        },
        events,
      );

      const lost = writeOver.write(makeRecord(), TIME, block);

      assert.ok(typeof lost === 'object');
      assert.equal(lost.lost, 'encode_failed');
      assert.deepEqual(messagesIn(events.finish(target)), ['other']);
      assert.deepEqual(events.finish(block), []);
      assert.equal(writer.write(makeRecord(), TIME, block), 'written');
    }
  });

  it('loses only the record that memory has no room for', () => {
    const { write, allocate, messages } = setUp('written');
    const cause = new RangeError('Array buffer allocation failed');
    write();
    allocate.throws(cause);

    // What is open is copied out when another block comes.
    const outcome = write(new OpenBlock());

    assert.ok(typeof outcome === 'object');
    assert.equal(outcome.lost, 'encode_failed');
    assert.equal(outcome.error?.cause, cause);
    allocate.callsFake(Buffer.alloc);
    assert.deepEqual(messages(), ['written']);
  });
});
