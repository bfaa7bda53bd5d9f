import assert from 'node:assert/strict';
import { encode, makeEncoder, makeRecord, messagesIn, TIME, writtenIn } from './helpers.js';
import { CodedError, messageOf } from '../../src/messages/message.js';

const throwing = (): never => {
  throw new Error('secret');
};

describe('encoder', () => {
  it('gives events their time in whole milliseconds', () => {
    const encoder = makeEncoder({ format: 'body' });
    for (const [seconds, nanos] of [
      [0, 1],
      [0, 999_999_999],
      [1_795_000_000, 999_999],
      [1_795_000_000, 1_000_000],
      [8_639_999_999_999, 999_999_999],
    ] as const) {
      encoder.encode(makeRecord({ body: 'x' }), [seconds, nanos]);
    }
    const blocks = encoder.finish();
    const timestamps = [0, 999, 1_795_000_000_000, 1_795_000_000_001, 8_639_999_999_999_999];
    assert.deepEqual(
      blocks.flatMap((block) => [...block.timestamps]),
      timestamps,
    );
    assert.deepEqual(
      writtenIn(blocks).map(({ timestamp }) => timestamp),
      timestamps,
    );
  });

  it('counts a message as the service does: UTF-8 bytes and 26', () => {
    for (const [body, size] of [
      ['a', 27],
      ['"', 27],
      ['\n', 27],
      ['\u0001', 27],
      ['é', 28],
      ['日', 29],
      ['\ud800', 29],
      ['😀', 30],
      ['a'.repeat(500), 526],
      ['"'.repeat(500), 526],
    ] as const) {
      assert.equal(encode({ body }, { format: 'body' }).events[0]?.size, size);
    }
  });

  it('reports the bytes that the last record took to write, whatever its outcome', () => {
    const long = 'x'.repeat(2_000);
    const encoder = makeEncoder({ format: 'body', maxEventBytes: 1_024, oversizedEvents: 'drop' });
    const resource = Object.defineProperty({}, 'attributes', { get: throwing });

    const bytes = ['short', long, { long }].map((body) => {
      encoder.encode(makeRecord({ body }), TIME);
      return encoder.lastBytes;
    });
    const otlp = makeEncoder();
    otlp.encode(makeRecord({ body: { long }, resource }), TIME);

    assert.deepEqual(bytes, [31, 2_026, 2_037]);
    assert.ok(otlp.lastBytes > 2_000);
  });

  it('reports them also when the record closed a block', () => {
    const encoder = makeEncoder({ format: 'body' });
    encoder.encode(makeRecord({ body: 'x'.repeat(1_020_000) }), TIME);
    assert.equal(encoder.lastBytes, 1_020_026);
  });

  it('fails for a record that cannot be read, and writes the others', () => {
    const encoder = makeEncoder();
    const outcomes = [
      makeRecord({ body: 1 }),
      Object.defineProperty(makeRecord(), 'attributes', { get: throwing }),
      Object.defineProperty(makeRecord({ body: 'x' }), 'resource', {
        value: {
          get attributes() {
            return throwing();
          },
        },
      }),
      makeRecord({ body: 2 }),
    ].map((record) => encoder.encode(record, TIME));

    const [first, second, third, fourth] = outcomes;
    assert.deepEqual([first, fourth], ['written', 'written']);
    for (const outcome of [second, third]) {
      assert.ok(typeof outcome === 'object');
      assert.equal(outcome.lost, 'encode_failed');
      assert.ok(outcome.error instanceof CodedError);
      assert.equal(outcome.error.code, 'CWL_RECORD_NOT_ENCODED');
    }
    assert.deepEqual(
      messagesIn(encoder.finish()).map((message) => JSON.parse(message).body),
      [1, 2],
    );
  });

  it('fails for a value that is not a record', () => {
    const encoder = makeEncoder();
    const { proxy, revoke } = Proxy.revocable(makeRecord(), {});
    revoke();
    const outcome = encoder.encode(proxy, TIME);
    assert.ok(typeof outcome === 'object' && outcome.lost === 'encode_failed');
    assert.deepEqual(encoder.finish(), []);
  });

  it('reports a record whose event has another time, and where its own time is kept', () => {
    const encoder = makeEncoder();
    encoder.encode(makeRecord({ hrTime: [5, 0] }), TIME);
    encoder.encode(makeRecord({ hrTime: [NaN, NaN] }), TIME);
    encoder.encode(makeRecord(), TIME);
    const [event] = writtenIn(encoder.finish());
    assert.equal(event?.timestamp, 1_795_000_000_123);
    assert.match(event?.message ?? '', /"timeUnixNano":5000000000,/);
    assert.equal(encoder.warnings.length, 1);
    assert.equal(encoder.warnings[0]?.code, 'CWL_TIME_NOT_ACCEPTED');
  });

  it('keeps the time of the record in each part of it', () => {
    const { messages } = encode({ hrTime: [5, 1], body: 'x'.repeat(5_000) }, { maxEventBytes: 2_048 });
    assert.ok(messages.length > 1);
    for (const message of messages) assert.match(message, /"timeUnixNano":5000000001,/);
  });

  it('keeps no state of an earlier record, also of one that failed within a value', () => {
    const encoder = makeEncoder({ format: 'body' });
    const shared = {
      v: {
        get x() {
          return throwing();
        },
      },
    };
    for (let i = 0; i < 100; i += 1) encoder.encode(makeRecord({ body: shared }), TIME);
    const messages = messagesIn(encoder.finish());
    assert.deepEqual(new Set(messages), new Set(['{"v":{"x":"[Throws]"}}']));
  });
});

describe('encoder: oversized events', () => {
  const LIMIT = 2048;

  for (const format of ['otlp', 'flat', 'body'] as const) {
    for (const character of ['a', 'é', '日', '😀']) {
      const bytes = Buffer.byteLength(character);
      it(`is one of more than the limit in the ${format} format, with characters of ${bytes} bytes`, () => {
        const [empty] = encode({ body: 'x' }, { format }).events;
        const room = LIMIT - (empty?.size ?? 0) + 1;
        for (const [missing, isOversized] of [
          [1, false],
          [0, false],
          [-1, true],
        ] as const) {
          const text = character.repeat(Math.floor(room / bytes) - 1);
          const body = text + 'x'.repeat(room - Buffer.byteLength(text) - missing);
          for (const mode of ['split', 'truncate', 'drop'] as const) {
            const { outcome, events, warnings } = encode(
              { body },
              { format, maxEventBytes: LIMIT, oversizedEvents: mode },
            );
            if (!isOversized) {
              assert.equal(outcome, 'written');
              assert.deepEqual(
                events.map((event) => event.size),
                [LIMIT - missing],
              );
              assert.deepEqual(warnings, []);
            } else if (mode === 'drop') {
              assert.deepEqual(events, []);
              assert.ok(typeof outcome === 'object' && outcome.lost === 'oversized');
            } else {
              assert.equal(outcome, 'written');
              assert.equal(events.length, mode === 'split' ? 2 : 1);
              assert.ok(events.every((event) => event.size <= LIMIT));
              // At most part of one character is unused at the end of a part.
              assert.ok((events[0]?.size ?? 0) > LIMIT - 8);
              assert.equal(warnings.length, 1);
            }
          }
        }
      });
    }
  }

  it('is reported with sizes and options, and without its content', () => {
    const body = 'secret'.repeat(1000);
    const warningOf = (oversizedEvents: 'split' | 'truncate' | 'drop'): unknown =>
      encode({ body }, { format: 'body', maxEventBytes: LIMIT, oversizedEvents }).warnings;
    const facts = { bytes: 6026, maxEventBytes: 2048 };
    assert.deepEqual(warningOf('split'), [
      messageOf('CWL_EVENT_OVERSIZED', { ...facts, result: 'splits it into 3 events' }),
    ]);
    assert.deepEqual(warningOf('truncate'), [
      messageOf('CWL_EVENT_OVERSIZED', { ...facts, result: 'truncates it, and leaves out 4001 bytes' }),
    ]);
    assert.deepEqual(warningOf('drop'), [messageOf('CWL_EVENT_DROPPED', facts)]);
  });

  it('is counted by the bytes that none of the resulting events contains', () => {
    const encoder = makeEncoder({ format: 'body', maxEventBytes: LIMIT, oversizedEvents: 'truncate' });
    for (const body of ['x'.repeat(6_000), 'x', { text: 'x'.repeat(6_000) }])
      encoder.encode(makeRecord({ body }), TIME);
    const [text, , object] = writtenIn(encoder.finish());
    assert.equal(encoder.truncated[0], 6_000 - (text?.message.indexOf(' ') ?? 0));
    assert.equal(encoder.truncated[1], JSON.parse(object?.message ?? '').truncatedBytes);
    assert.equal(encoder.truncated.length, 2);
    const split = makeEncoder({ format: 'body', maxEventBytes: LIMIT });
    split.encode(makeRecord({ body: 'x'.repeat(6_000) }), TIME);
    assert.deepEqual(split.truncated, []);
    split.encode(makeRecord({ body: 'x'.repeat(100_000) }), TIME);
    assert.equal(split.truncated.length, 1);
  });

  it('is lost with an error that says its size', () => {
    const { outcome } = encode(
      { body: 'x'.repeat(5000) },
      { format: 'body', maxEventBytes: LIMIT, oversizedEvents: 'drop' },
    );
    assert.ok(typeof outcome === 'object');
    const { text } = messageOf('CWL_EVENT_DROPPED', { bytes: 5026, maxEventBytes: 2048 });
    assert.equal(outcome.error?.message, text);
  });

  it('becomes parts that keep its time and its place', () => {
    const encoder = makeEncoder({ format: 'body', maxEventBytes: LIMIT });
    const bodies = ['before', 'x'.repeat(5000), 'after'];
    for (const [i, body] of bodies.entries()) encoder.encode(makeRecord({ body }), [1_795_000_000 + i, 0]);
    const events = writtenIn(encoder.finish());
    assert.equal(events.map((event) => event.message).join(''), bodies.join(''));
    assert.deepEqual(
      events.map((event) => event.timestamp - 1_795_000_000_000),
      [0, 1000, 1000, 1000, 2000],
    );
  });

  it('may be the largest that the service takes, and no larger', () => {
    const maxMessage = 1_048_576 - 26;
    for (const [length, parts] of [
      [maxMessage, 1],
      [maxMessage + 1, 2],
      [1_048_577, 2],
    ] as const) {
      const { events } = encode({ body: 'x'.repeat(length) }, { format: 'body' });
      assert.equal(events.length, parts);
      assert.equal(events[0]?.size, 1_048_576);
    }
  });

  it('is split whatever part of its id it contains', () => {
    const body = 'id-1:text'.repeat(400);
    const { messages } = encode({ body, attributes: { a: 'id-1:text' } }, { maxEventBytes: LIMIT });
    const parts = messages.map((message) => JSON.parse(message));
    assert.ok(parts.length > 1);
    assert.equal(parts.map((part) => part.body).join(''), body);
    for (const part of parts) assert.deepEqual(part.attributes, { a: 'id-1:text' });
  });
});

/** The number of fields that Logs Insights finds. */
const FIELDS = 200;

/** The paths of the fields of an event, in order. */
function fieldsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, member]) =>
    fieldsOf(member, path === '' ? key : `${path}.${key}`),
  );
}

function wide(prefix: string, count: number): object {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, i]));
}

describe('encoder: events of many fields', () => {
  const SHORT = {
    otlp: [
      'severityText',
      'traceId',
      'severityNumber',
      'timeUnixNano',
      'scope.name',
      'droppedAttributesCount',
    ],
    flat: ['level', 'traceId', 'spanId', 'service', 'droppedAttributesCount'],
  };
  const span = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };

  for (const format of ['otlp', 'flat'] as const) {
    for (const count of [0, 1, 50, 99, 101, 150, 199, 240, 5_000]) {
      it(`has its short members among the first 200 in the ${format} format, with ${count} values`, () => {
        for (const contents of [
          { body: wide('b', count) },
          { body: 'text', attributes: wide('a', count) },
          { body: { list: Array.from({ length: count }, () => ({ x: 1 })) }, attributes: wide('a', count) },
        ]) {
          const { messages } = encode(
            {
              severityText: 'INFO',
              severityNumber: 9,
              spanContext: span,
              droppedAttributesCount: 1,
              resource: { attributes: { 'service.name': 'shop' } },
              ...contents,
            },
            { format },
          );
          const fields = fieldsOf(JSON.parse(messages[0] ?? ''));
          for (const member of SHORT[format]) assert.ok(fields.slice(0, FIELDS).includes(member), member);
        }
      });
    }

    it(`begins with its level and its text in the ${format} format, however many fields it has`, () => {
      const [level, text] = format === 'otlp' ? ['severityText', 'body'] : ['level', 'message'];
      for (const count of [1, 300]) {
        const { messages } = encode(
          { severityText: 'INFO', body: 'payment failed', attributes: wide('a', count), spanContext: span },
          { format },
        );
        assert.ok(messages[0]?.startsWith(`{"${level}":"INFO","${text}":"payment failed",`));
      }
    });
  }
});
