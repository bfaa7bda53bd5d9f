import assert from 'node:assert/strict';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { makeEncoder, makeRecord, TIME, messagesIn } from './helpers.js';

function attributesOf(encoder: ReturnType<typeof makeEncoder>, resource: unknown): unknown {
  encoder.encode(makeRecord({ resource }), TIME);
  const [message] = messagesIn(encoder.finish());
  return JSON.parse(message ?? '').resource?.attributes;
}

describe('cached-fragment', () => {
  it('are written once for each object', () => {
    let reads = 0;
    const resource = {
      asyncAttributesPending: false,
      get attributes() {
        return { reads: (reads += 1) };
      },
    };
    const encoder = makeEncoder();
    assert.deepEqual(attributesOf(encoder, resource), { reads: 1 });
    assert.deepEqual(attributesOf(encoder, { attributes: { other: 1 } }), { other: 1 });
    assert.deepEqual(attributesOf(encoder, resource), { reads: 1 });
    assert.deepEqual(attributesOf(encoder, resource), { reads: 1 });
    assert.equal(reads, 1);
  });

  it('are written each time while the resource waits for attributes', async () => {
    const resource = resourceFromAttributes({ now: 1, later: Promise.resolve(2) });
    const pending = { asyncAttributesPending: true, attributes: { now: 1 } };
    const encoder = makeEncoder();
    assert.deepEqual(attributesOf(encoder, pending), { now: 1 });
    Object.assign(pending, { asyncAttributesPending: false, attributes: { now: 1, later: 2 } });
    assert.deepEqual(attributesOf(encoder, pending), { now: 1, later: 2 });
    await resource.waitForAsyncAttributes?.();
    assert.deepEqual(attributesOf(encoder, resource), { now: 1, later: 2 });
  });

  it('are not cached from a record that was not written to its end', () => {
    const resource = { attributes: { a: 'a' } };
    const encoder = makeEncoder({ maxEventBytes: 1024, oversizedEvents: 'truncate' });
    const large = { attributes: Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`a${i}`, i])) };
    encoder.encode(makeRecord({ resource: large }), TIME);
    encoder.encode(makeRecord({ body: 'x'.repeat(20_000), resource }), TIME);
    encoder.finish();
    assert.deepEqual(attributesOf(encoder, resource), { a: 'a' });
  });

  it('are not cached where another record was written meanwhile', () => {
    const encoder = makeEncoder();
    let isFirst = true;
    const toJSON = (): string => {
      if (isFirst) encoder.encode(makeRecord({ body: 'of a listener of exit'.repeat(100) }), TIME);
      isFirst = false;
      return 'a';
    };
    const resource = { attributes: { first: 1, second: { toJSON } } };
    encoder.encode(makeRecord({ resource }), TIME);
    encoder.finish();

    assert.deepEqual(attributesOf(encoder, resource), { first: 1, second: 'a' });
  });

  it('are cached for a scope too', () => {
    const scope = { name: 'scope', attributes: { a: 1 } };
    const encoder = makeEncoder();
    for (let i = 0; i < 3; i += 1) encoder.encode(makeRecord({ instrumentationScope: scope }), TIME);
    for (const message of messagesIn(encoder.finish())) {
      assert.deepEqual(JSON.parse(message).scope, scope);
    }
  });
});
