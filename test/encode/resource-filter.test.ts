import assert from 'node:assert/strict';
import { createResourceFilter } from '../../src/encode/resource-filter.js';
import type { ResourceSelection } from '../../src/options/options.js';

const KEYS = [
  'service.name',
  'service.namespace',
  'k8s.pod.name',
  'k8s',
  'k8sx.a',
  'host.id',
  'host.arch',
  'host.name',
  'process.pid',
  'process.pid.x',
  'process.command',
  'os.type',
  'oscar',
  'telemetry.sdk.name',
  'telemetry.distro.name',
  'service.instance.id',
];

function selected(selection: ResourceSelection): string[] {
  return KEYS.filter(createResourceFilter(selection));
}

describe('resource-filter', () => {
  it('are the essential ones', () => {
    assert.deepEqual(selected('essential'), [
      'service.name',
      'service.namespace',
      'k8s.pod.name',
      'k8s',
      'k8sx.a',
      'host.name',
      'process.pid',
      'oscar',
      'telemetry.distro.name',
    ]);
  });

  it('are all, or none', () => {
    assert.deepEqual(selected('all'), KEYS);
    assert.deepEqual(selected('none'), []);
    assert.deepEqual(selected([]), []);
  });

  it('are those of a list, with prefixes', () => {
    assert.deepEqual(selected(['service.name', 'k8s.*', 'os']), ['service.name', 'k8s.pod.name']);
    assert.deepEqual(selected(['process.*']), ['process.pid', 'process.pid.x', 'process.command']);
  });
});
