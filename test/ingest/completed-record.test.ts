import assert from 'node:assert/strict';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { createCompletedRecords } from '../../src/ingest/completed-record.js';
import { makeRecord } from '../encode/helpers.js';

describe('completed-record: createCompletedRecords', () => {
  it('returns all members, and the attributes of the resource, read once for all of its records', () => {
    const errors: unknown[] = [];
    const say = (...texts: unknown[]): void => void errors.push(texts.join(' '));
    const logger = { error: say, warn: say, info: say, debug: say, verbose: say };
    diag.setLogger(logger, { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true });
    const resource = resourceFromAttributes({
      'service.name': 'shop',
      'host.id': new Promise(() => undefined),
    });
    const members = {
      body: { text: 'hello' },
      severityNumber: 9,
      severityText: 'INFO',
      eventName: 'greeting',
      spanContext: { traceId: 'a', spanId: 'b', traceFlags: 1 },
      attributes: { key: 1 },
      droppedAttributesCount: 3,
    };
    const completed = createCompletedRecords();
    const records = [completed(makeRecord({ ...members, resource })), completed(makeRecord({ resource }))];
    for (const record of records) {
      assert.deepEqual(record.resource.attributes, { 'service.name': 'shop' });
      assert.equal(record.resource.asyncAttributesPending, false);
    }
    diag.disable();
    const { resource: _, ...rest } = records[0]!;
    const { resource: __, ...expected } = makeRecord(members);
    assert.deepEqual(rest, expected);
    assert.equal(errors.length, 1);
  });

  it('returns a record unchanged that cannot be read', () => {
    const hostile = Object.defineProperty(makeRecord(), 'hrTime', {
      get() {
        throw new Error('hostile');
      },
    });
    assert.equal(createCompletedRecords()(hostile), hostile);
  });
});
