import assert from 'node:assert/strict';
import { OMITTED_MEMBERS } from '../../src/options/rules.js';
import { encode } from './helpers.js';

const SPAN = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };

function message(members: Parameters<typeof encode>[0], settings: Parameters<typeof encode>[1] = {}): string {
  return encode(members, { format: 'otlp', ...settings }).messages[0] ?? '';
}

describe('format-otlp: createOtlpFormat', () => {
  it('writes all that a record has, in this order', () => {
    const text = message(
      {
        severityText: 'warning',
        severityNumber: 13,
        body: 'Hello "you"',
        attributes: { 'http.route': '/a', nested: { list: [1, null] } },
        eventName: 'greeting',
        spanContext: SPAN,
        hrTimeObserved: [1_795_000_001, 7],
        instrumentationScope: {
          name: 'lib',
          version: '1.2',
          schemaUrl: 'no',
          attributes: { a: 1 },
          droppedAttributesCount: 2,
        },
        resource: { attributes: { 'service.name': 'shop', 'host.id': 'i-1' } },
        droppedAttributesCount: 3,
      },
      { resource: 'essential' },
    );
    assert.equal(
      text,
      '{"severityText":"warning","body":"Hello \\"you\\"",' +
        '"attributes":{"http.route":"/a","nested":{"list":[1,null]}},' +
        '"droppedAttributesCount":3,"eventName":"greeting",' +
        '"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","flags":1,' +
        '"severityNumber":13,"timeUnixNano":1795000000123456789,"observedTimeUnixNano":1795000001000000007,' +
        '"scope":{"name":"lib","version":"1.2","attributes":{"a":1},"droppedAttributesCount":2},' +
        '"resource":{"attributes":{"service.name":"shop"}}}',
    );
  });

  it('omits members that a record does not have', () => {
    const bare = '{"timeUnixNano":1795000000123456789,"scope":{"name":"test"}}';
    assert.equal(message({}), bare);
    assert.equal(
      message({
        severityText: '',
        severityNumber: 0,
        body: undefined,
        attributes: { a: undefined },
        eventName: '',
        hrTimeObserved: [NaN, NaN],
        instrumentationScope: { name: 'test', version: '', attributes: {} },
        resource: { attributes: {} },
      }),
      bare,
    );
    assert.equal(message({ resource: { attributes: { a: 1 } } }, { resource: 'none' }), bare);
  });

  it('accepts a handmade record, with members missing or of another type', () => {
    const bare = '{"timeUnixNano":1795000000123456789}';
    const none = { attributes: undefined, resource: undefined, instrumentationScope: undefined };
    assert.equal(message({ ...none, hrTimeObserved: undefined }), bare);
    assert.equal(message({ ...none, eventName: 5, severityText: 7, attributes: 'x' }), bare);
    assert.equal(message({ ...none, attributes: null, instrumentationScope: {} }), bare);
    assert.equal(message({ ...none, droppedAttributesCount: 'x' }), bare);
    assert.equal(message({ ...none, resource: {} }), bare);
    assert.equal(message({ ...none, spanContext: {} }), bare);
    assert.equal(message({ resource: null, instrumentationScope: 'x', spanContext: null }), bare);
  });

  it('names the severity by its number when it has no text', () => {
    assert.match(message({ severityNumber: 18 }), /^\{"severityText":"ERROR2",.*"severityNumber":18,/);
  });

  it('writes a body of null, false, zero or an empty string', () => {
    for (const body of [null, false, 0, ''])
      assert.ok(message({ body }).startsWith(`{"body":${JSON.stringify(body)},`));
  });

  it('omits empty members', () => {
    const text = message({
      spanContext: { ...SPAN, traceFlags: 0 },
      hrTimeObserved: [1_795_000_000, 123_999_999],
      instrumentationScope: { name: '', attributes: {}, droppedAttributesCount: 0 },
      resource: { attributes: { 'process.pid': undefined } },
      droppedAttributesCount: 0,
    });
    assert.equal(
      text,
      `{"traceId":"${SPAN.traceId}","spanId":"${SPAN.spanId}","timeUnixNano":1795000000123456789}`,
    );
  });

  it('writes an observed time of another millisecond', () => {
    assert.match(
      message({ hrTimeObserved: [1_795_000_000, 124_000_000] }),
      /"observedTimeUnixNano":1795000000124000000,/,
    );
    assert.match(
      message({ hrTimeObserved: [1_795_000_000, 122_999_999] }),
      /"observedTimeUnixNano":1795000000122999999,/,
    );
  });

  it('leaves out the members of `omit`', () => {
    const members = {
      severityText: 'info',
      severityNumber: 9,
      body: 'x',
      attributes: { a: 1 },
      droppedAttributesCount: 1,
      eventName: 'e',
      spanContext: SPAN,
      hrTimeObserved: [1_795_000_001, 7],
      instrumentationScope: { name: 'lib' },
      resource: { attributes: { 'service.name': 'shop' } },
    };
    const all = JSON.parse(message(members));
    for (const name of OMITTED_MEMBERS) {
      const { [name]: _, ...others } = all;
      assert.deepEqual(JSON.parse(message(members, { omit: [name] })), others);
    }
    assert.equal(message(members, { omit: OMITTED_MEMBERS }), '{"body":"x","attributes":{"a":1}}');
  });

  it('writes the time of the record, whatever the time of its event', () => {
    const text = message({ hrTime: [5, 6], hrTimeObserved: [1_795_000_000, 123_456_789] });
    assert.equal(
      text,
      '{"timeUnixNano":5000000006,"observedTimeUnixNano":1795000000123456789,"scope":{"name":"test"}}',
    );
  });

  it('uses the time of the event for a record without one', () => {
    assert.match(message({ hrTime: [NaN, NaN] }), /"timeUnixNano":1795000000123456789/);
  });
});
