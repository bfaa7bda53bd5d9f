import assert from 'node:assert/strict';
import { encode } from './helpers.js';

function message(members: Parameters<typeof encode>[0]): string {
  return encode(members, { format: 'flat', resource: 'none' }).messages[0] ?? '';
}

describe('format-flat: createFlatFormat', () => {
  it('writes all that a record has, in this order', () => {
    assert.equal(
      message({
        severityText: 'Warning',
        severityNumber: 13,
        body: 'Hello',
        attributes: { 'http.route': '/a', nested: { list: [1] } },
        eventName: 'greeting',
        spanContext: { traceId: 't1', spanId: 's1', traceFlags: 1 },
        resource: { attributes: { 'service.name': 'shop' } },
        droppedAttributesCount: 2,
      }),
      '{"level":"Warning","message":"Hello","http.route":"/a","nested":{"list":[1]},"droppedAttributesCount":2,' +
        '"eventName":"greeting","traceId":"t1","spanId":"s1","service":"shop"}',
    );
  });

  it('omits members that a record does not have', () => {
    assert.equal(message({}), '{}');
    assert.equal(message({ resource: { attributes: { 'service.name': 5 } } }), '{}');
    assert.equal(message({ attributes: undefined, resource: undefined, spanContext: {} }), '{}');
    assert.equal(message({ attributes: 5, resource: {}, spanContext: null }), '{}');
  });

  it('omits default values of a record', () => {
    assert.equal(
      message({ spanContext: { traceId: 't', spanId: 's', traceFlags: 0 }, droppedAttributesCount: 0 }),
      '{"traceId":"t","spanId":"s"}',
    );
  });

  it('omits the members of `omit`, and keeps their names reserved', () => {
    const { messages } = encode(
      {
        severityText: 'info',
        body: 'x',
        eventName: 'e',
        droppedAttributesCount: 1,
        attributes: { level: 1, a: 2 },
        spanContext: { traceId: 't', spanId: 's', traceFlags: 1 },
        resource: { attributes: { 'service.name': 'shop' } },
      },
      {
        format: 'flat',
        omit: ['level', 'eventName', 'traceId', 'spanId', 'droppedAttributesCount', 'service', 'scope'],
      },
    );
    assert.deepEqual(messages, ['{"message":"x","attributes.level":1,"a":2}']);
  });

  it('names the level by the number when it has no text', () => {
    assert.equal(message({ severityNumber: 18 }), '{"level":"error"}');
  });

  it('writes a body that is not a string as JSON', () => {
    assert.equal(message({ body: { a: [1n] } }), '{"message":{"a":["1"]}}');
    assert.equal(message({ body: null }), '{"message":null}');
  });

  it('keeps the names of its own members reserved, also where it omits them', () => {
    const attributes = {
      level: 1,
      message: 2,
      eventName: 3,
      traceId: 4,
      spanId: 5,
      service: 6,
      eventPart: 7,
      truncatedBytes: 8,
      droppedAttributesCount: 9,
      other: 10,
    };
    assert.equal(
      message({ attributes }),
      '{"attributes.level":1,"attributes.message":2,"attributes.eventName":3,"attributes.traceId":4,' +
        '"attributes.spanId":5,"attributes.service":6,"attributes.eventPart":7,"attributes.truncatedBytes":8,' +
        '"attributes.droppedAttributesCount":9,"other":10}',
    );
  });

  it('finds another name if that one is an attribute too', () => {
    const attributes = { level: 1, 'attributes.level': 2, 'attributes.attributes.level': 3 };
    assert.equal(
      message({ attributes }),
      '{"attributes.attributes.attributes.level":1,"attributes.level":2,"attributes.attributes.level":3}',
    );
  });
});
