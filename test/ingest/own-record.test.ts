import assert from 'node:assert/strict';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { toOwnRecord } from '../../src/ingest/own-record.js';
import { PACKAGE_NAME } from '../../src/util/package-name.js';

describe('own-record: toOwnRecord', () => {
  it('makes a warning of the exporter, with the current time and that resource', () => {
    const resource = resourceFromAttributes({ 'service.name': 'shop' });
    const own = { eventName: 'e', body: 'b', attributes: { a: 1 } };
    assert.deepEqual(toOwnRecord(own, resource, 1_700_000_000_123), {
      ...own,
      hrTime: [1_700_000_000, 123_000_000],
      hrTimeObserved: [1_700_000_000, 123_000_000],
      severityNumber: 13,
      severityText: 'WARN',
      droppedAttributesCount: 0,
      instrumentationScope: { name: PACKAGE_NAME },
      resource,
    });
  });
});
