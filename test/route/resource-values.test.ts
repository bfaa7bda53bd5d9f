import assert from 'node:assert/strict';
import { emptyResource, resourceFromAttributes } from '@opentelemetry/resources';
import { readResource } from '../../src/route/resource-values.js';

const facts = { hostName: 'box', pid: 42, faasInstance: '2026/11/21/[$LATEST]ab' };

describe('resource-values: readResource', () => {
  it('returns the values of the resource', () => {
    const values = readResource(resourceFromAttributes({ 'k8s.pod.name': 'pod-1', n: 7 }), facts);
    assert.equal(values.textOf('k8s.pod.name'), 'pod-1');
    assert.equal(values.textOf('n'), '7');
    assert.equal(values.textOf('other'), undefined);
  });

  it('falls back to the facts of the process', () => {
    const values = readResource(resourceFromAttributes({ 'host.name': '' }), facts);
    assert.equal(values.textOf('host.name'), 'box');
    assert.equal(values.textOf('process.pid'), '42');
    assert.equal(values.textOf('faas.instance'), '2026/11/21/[$LATEST]ab');
    assert.equal(readResource(emptyResource(), { hostName: '', pid: 1 }).textOf('faas.instance'), undefined);
    assert.equal(readResource(emptyResource(), { hostName: '', pid: 1 }).textOf('host.name'), undefined);
  });

  it('lets the resource override the process', () => {
    const values = readResource(
      resourceFromAttributes({ 'host.name': 'h', 'process.pid': 1, 'faas.instance': 'f' }),
      facts,
    );
    assert.deepEqual(
      ['host.name', 'process.pid', 'faas.instance'].map((key) => values.textOf(key)),
      ['h', '1', 'f'],
    );
  });

  it('treats a missing service name as missing in names', () => {
    for (const name of ['unknown_service', 'unknown_service:node', 'unknown_services']) {
      const values = readResource(resourceFromAttributes({ 'service.name': name }), facts);
      assert.equal(values.textOf('service.name'), undefined);
    }
  });

  it('does not mistake inherited properties for values', () => {
    const values = readResource(emptyResource(), facts);
    assert.equal(values.textOf('constructor'), undefined);
    assert.equal(values.textOf('__proto__'), undefined);
  });

  it('reports whether the resource is complete', async () => {
    const resource = resourceFromAttributes({ a: Promise.resolve('b') });
    assert.equal(readResource(resource, facts).isComplete, false);
    await resource.waitForAsyncAttributes?.();
    const values = readResource(resource, facts);
    assert.equal(values.isComplete, true);
    assert.equal(values.textOf('a'), 'b');
  });
});
