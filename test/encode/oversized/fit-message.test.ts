import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { encode, type Encoded, type PartialSettings } from '../helpers.js';

const MODES = ['split', 'truncate', 'drop'] as const;

/** The ways in which a record can contain a document, by the format of the event. */
const WAYS: readonly [
  way: string,
  encodeDocument: (document: object, settings: PartialSettings) => Encoded,
][] = [
  [
    'flat, attributes',
    (document, settings) => encode({ attributes: document }, { ...settings, format: 'flat' }),
  ],
  [
    'flat, attributes beside a body',
    (document, settings) =>
      encode({ body: 'x'.repeat(2_000), attributes: document }, { ...settings, format: 'flat' }),
  ],
  ['flat, body', (document, settings) => encode({ body: document }, { ...settings, format: 'flat' })],
  ['body, object', (document, settings) => encode({ body: document }, { ...settings, format: 'body' })],
  [
    'body, map',
    (document, settings) =>
      encode({ body: new Map(Object.entries(document)) }, { ...settings, format: 'body' }),
  ],
  [
    'body, text',
    (document, settings) => encode({ body: JSON.stringify(document) }, { ...settings, format: 'body' }),
  ],
  [
    'body, text with escapes',
    (document, settings) =>
      encode(
        { body: JSON.stringify(document).replace('"_aws"', String.raw`"\u005faws"`) },
        { ...settings, format: 'body' },
      ),
  ],
  [
    'a function',
    (document, settings) => encode({}, { ...settings, format: () => JSON.stringify(document, null, 1) }),
  ],
  ['otlp, attributes', (document, settings) => encode({ attributes: document }, settings)],
  ['otlp, body', (document, settings) => encode({ body: document }, settings)],
];

function isDocument(message: string): boolean {
  try {
    return Object.hasOwn(JSON.parse(message), '_aws');
  } catch {
    return false;
  }
}

describe('fit-message: documents of the embedded metric format', () => {
  const metrics = { _aws: { Timestamp: 1, CloudWatchMetrics: [] }, note: 'x'.repeat(5000) };

  for (const oversizedEvents of ['split', 'truncate', 'drop'] as const) {
    it(`is dropped rather than cut with '${oversizedEvents}'`, () => {
      const settings = { maxEventBytes: 1024, oversizedEvents };
      for (const { outcome, events } of [
        encode({ body: JSON.stringify(metrics) }, { ...settings, format: 'body' }),
        encode({ body: metrics }, { ...settings, format: 'body' }),
        encode({ body: 'x' }, { ...settings, format: () => JSON.stringify(metrics) }),
      ]) {
        assert.ok(typeof outcome === 'object');
        assert.equal(outcome.lost, 'oversized');
        assert.deepEqual(events, []);
      }
    });
  }

  for (const oversizedEvents of MODES) {
    for (const [way, encodeDocument] of WAYS) {
      it(`arrives once and whole, or is dropped, with '${oversizedEvents}' (${way})`, () => {
        const document = fc.record({
          _aws: fc.constant({
            Timestamp: 1,
            CloudWatchMetrics: [{ Namespace: 'N', Metrics: [{ Name: 'm' }] }],
          }),
          m: fc.double({ noNaN: true, noDefaultInfinity: true }),
          note: fc.nat({ max: 4_000 }).map((length) => 'x'.repeat(length)),
          rest: fc.array(fc.nat(), { maxLength: 200 }),
        });
        fc.assert(
          fc.property(document, fc.integer({ min: 1_024, max: 4_096 }), (given, maxEventBytes) => {
            const whole = encodeDocument(given, {});
            const { messages, outcome } = encodeDocument(given, { oversizedEvents, maxEventBytes });
            if (!whole.messages.every(isDocument)) {
              assert.ok(!messages.some(isDocument));
              return;
            }
            if (outcome === 'written') assert.deepEqual(messages, whole.messages);
            else assert.deepEqual([messages, Object(outcome).lost], [[], 'oversized']);
          }),
          { numRuns: 40 },
        );
      });
    }
  }

  it('is a string like any other within a record', () => {
    const { outcome, events } = encode({ body: metrics }, { format: 'otlp', maxEventBytes: 1024 });
    assert.equal(outcome, 'written');
    assert.ok(events.length > 1);
  });
});

describe('fit-message: oversized objects in the body format', () => {
  const limit = { format: 'body', maxEventBytes: 1024 } as const;
  const truncate = { ...limit, oversizedEvents: 'truncate' } as const;

  it('is split into objects that share its longest string', () => {
    const body = { a: 1, text: 'é"'.repeat(2000), list: ['x'] };
    const parts = encode({ body }, limit).messages.map((message) => JSON.parse(message));
    assert.ok(parts.length > 1);
    assert.equal(parts.map((part) => part.text).join(''), body.text);
    for (const [i, part] of parts.entries()) {
      const { text: _, ...rest } = part;
      assert.deepEqual(rest, { a: 1, list: ['x'], eventPart: { id: 'id-1', n: i + 1, m: parts.length } });
    }
  });

  it('is truncated to an object with truncatedBytes', () => {
    const [message = ''] = encode({ body: { text: 'é'.repeat(3000), n: 1 } }, truncate).messages;
    assert.match(message, /^\{"text":"é+","n":1,"truncatedBytes":\d+\}$/);
    const tooLong = { ['k'.repeat(5000)]: 1 };
    assert.deepEqual(encode({ body: tooLong }, truncate).messages, ['{"truncatedBytes":5004}']);
  });

  it('has its own eventPart and truncatedBytes renamed', () => {
    const body = { text: 'x'.repeat(3000), eventPart: 'mine', truncatedBytes: 7, 'body.truncatedBytes': 8 };
    const parts = encode({ body }, limit).messages.map((message) => JSON.parse(message));
    assert.equal(parts.map((part) => part.text).join(''), body.text);
    for (const part of parts) {
      assert.equal(part.eventPart.m, parts.length);
      assert.equal(part['body.eventPart'], 'mine');
      assert.equal(part['body.body.truncatedBytes'], 7);
      assert.equal(part['body.truncatedBytes'], 8);
    }
    const [message = ''] = encode({ body }, truncate).messages;
    assert.equal(message.split('"truncatedBytes":').length, 2);
    const small = { eventPart: 1 };
    assert.deepEqual(encode({ body: small }, limit).messages, ['{"eventPart":1}']);
  });

  it('is cut as plain text if it is not an object', () => {
    const array = ['é'.repeat(3000)];
    assert.equal(encode({ body: array }, limit).messages.join(''), JSON.stringify(array));
    const text = JSON.stringify({ text: '日'.repeat(500) });
    assert.equal(encode({ body: text }, limit).messages.join(''), text);
    const { messages } = encode({ body: array }, truncate);
    assert.match(messages[0] ?? '', /^\["é+ \[truncated \d+ bytes]$/);
  });
});
