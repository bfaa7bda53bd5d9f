import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type Json, type JsonNode, nodeOf } from '../../../src/encode/oversized/json-message.js';
import { leaveOutEntries, type Rule } from '../../../src/encode/oversized/leave-out-entries.js';

const ANY: Rule = { mayLeaveOut: () => true, inner: () => ANY };
const KEEP: Rule = { mayLeaveOut: () => false, inner: () => ANY };

function jsonOf(node: JsonNode): Json {
  if (node.is !== 'container')
    return node.is === 'text' ? node.text : Object(JSON.parse(`[${node.text}]`))[0];
  const values = node.nodes.map((entry): [string, Json] => [entry.key ?? '', jsonOf(entry)]);
  return node.isArray ? values.map(([, value]) => value) : Object.fromEntries(values);
}

function left(value: Json, maxBytes: number, rule = ANY): { value: Json; bytes: number } {
  const node = nodeOf(value);
  assert.ok(node.is === 'container');
  leaveOutEntries(node, maxBytes, rule);
  return { value: jsonOf(node), bytes: node.bytes };
}

describe('leave-out-entries', () => {
  it('is unchanged when it fits', () => {
    assert.deepEqual(left([1, 2, 3], 7), { value: [1, 2, 3], bytes: 7 });
  });

  it('lacks entries from its end', () => {
    assert.deepEqual(left([1, 2, 3], 6), { value: [1, 2], bytes: 5 });
    assert.deepEqual(left({ a: 1, b: 2 }, 7), { value: { a: 1 }, bytes: 7 });
    assert.deepEqual(left([1, 2, 3], 2), { value: [], bytes: 2 });
  });

  it('lacks entries of inner containers if it must keep its own', () => {
    assert.deepEqual(left({ a: [1, 2, 3], b: [1] }, 19, KEEP).value, { a: [1, 2], b: [1] });
    assert.deepEqual(left({ a: [1, 2, 3], b: [1] }, 1, KEEP).value, { a: [], b: [] });
  });

  it('fits, for any container and any size, with the right size', () => {
    const container = fc.oneof(
      fc.array(fc.jsonValue({ maxDepth: 4 })),
      fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { noNullPrototype: true }),
    );
    fc.assert(
      fc.property(container, fc.integer({ min: 2, max: 500 }), (value, maxBytes) => {
        const result = left(JSON.parse(JSON.stringify(value)), maxBytes);
        assert.ok(result.bytes <= Math.max(2, maxBytes));
        assert.equal(result.bytes, Buffer.byteLength(JSON.stringify(result.value)));
      }),
      { numRuns: 500 },
    );
  });
});
