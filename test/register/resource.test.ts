import assert from 'node:assert/strict';
import { createPackages } from '../../src/register/packages.js';
import { detectResource } from '../../src/register/resource.js';
import type { DetectorName } from '../../src/register/settings.js';

function detect(detectors: readonly DetectorName[], mustHaveAws = false, packages = createPackages()) {
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  return { resource: detectResource({ packages, warn }, { detectors, mustHaveAws }), warnings };
}

describe('detectResource', () => {
  it('detects what is named', () => {
    const { resource } = detect(['host', 'process']);
    assert.equal(resource.attributes['process.pid'], process.pid);
    assert.equal(typeof resource.attributes['host.name'], 'string');
    assert.equal(resource.attributes['os.type'], undefined);
  });

  it('has no more than the SDK with none', () => {
    const { resource } = detect([]);
    assert.equal(resource.attributes['host.name'], undefined);
    assert.equal(resource.attributes['telemetry.sdk.language'], 'nodejs');
  });

  it('names the package of the AWS detectors when they were asked for by name', () => {
    const packages = { ...createPackages(), find: () => undefined };
    assert.deepEqual(detect(['aws'], true, packages).warnings, [
      'OTEL_NODE_RESOURCE_DETECTORS names aws: npm i @opentelemetry/resource-detector-aws',
    ]);
    assert.deepEqual(detect(['aws'], false, packages).warnings, []);
  });

  it('has the AWS detectors when their package is installed', () => {
    const loaded: string[] = [];
    const detector = { detect: () => (loaded.push('detected'), {}) };
    const module = { awsEcsDetector: detector, awsEksDetector: detector, other: 7 };
    detect(['aws'], true, { ...createPackages(), find: () => 'file', load: () => module });
    assert.deepEqual(loaded, ['detected', 'detected']);
  });
});
