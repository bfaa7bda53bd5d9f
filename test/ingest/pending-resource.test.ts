import assert from 'node:assert/strict';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { hasPendingResource, waitForResource } from '../../src/ingest/pending-resource.js';
import { makeRecord } from '../encode/helpers.js';

function throws(): never {
  throw new Error('hostile');
}

describe('pending-resource', () => {
  it('is pending until the attributes are there', async () => {
    const resource = resourceFromAttributes({ 'host.id': Promise.resolve('h1') });
    const record = makeRecord({ resource });
    assert.equal(hasPendingResource(record), true);
    await waitForResource(record);
    assert.equal(hasPendingResource(record), false);
    assert.deepEqual(resource.attributes, { 'host.id': 'h1' });
  });

  it('is not pending if it cannot be read', async () => {
    const hostile = Object.defineProperty(makeRecord(), 'resource', { get: throws });
    assert.equal(hasPendingResource(hostile), false);
    await waitForResource(hostile);
    await waitForResource(makeRecord({ resource: { waitForAsyncAttributes: throws } }));
    await waitForResource(makeRecord({ resource: {} }));
  });
});
