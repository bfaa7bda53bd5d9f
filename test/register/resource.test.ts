import assert from 'node:assert/strict';
import { type Message, messageOf } from '../../src/messages/message.js';
import type { ResourceDetector } from '@opentelemetry/resources';
import type { Detectors } from '../../src/register/detector-settings.js';
import { createPackages, type Packages } from '../../src/register/packages.js';
import { createDetectors, detectResource } from '../../src/register/resource.js';
import { lineOf } from '../helpers/message.js';

interface Given {
  readonly packages?: Packages;
  readonly loadAuto?: () => { getResourceDetectors(): ResourceDetector[] };
}

const NONE: Packages = { ...createPackages(), find: () => undefined };

function detect(names: Detectors, { packages = NONE, loadAuto }: Given = {}) {
  const warnings: string[] = [];
  const surroundings = {
    packages,
    loadAuto,
    warn: (message: Message): void => void warnings.push(lineOf(message)),
  };
  const { attributes } = detectResource(names, surroundings);
  return { attributes, warnings, names: createDetectors(names, surroundings).length };
}

/** The warning about a detector whose package is not installed. */
function missing(detector: string): string {
  const setting = `${detector} in OTEL_NODE_RESOURCE_DETECTORS`;
  const packages = `@opentelemetry/resource-detector-${detector}`;
  return lineOf(messageOf('CWL_PACKAGE_MISSING', { setting, packages }));
}

describe('resource', () => {
  const { env } = process;
  beforeEach(() => {
    process.env = { ...env, OTEL_SERVICE_NAME: 'shop', OTEL_RESOURCE_ATTRIBUTES: 'service.instance.id=mine' };
  });
  afterEach(() => void (process.env = env));

  it('supports the names of the 3.x line: service has name and instance, host the system', () => {
    const { attributes } = detect(['service', 'host', 'process']);
    assert.equal(attributes['process.pid'], process.pid);
    assert.equal(typeof attributes['host.name'], 'string');
    assert.equal(typeof attributes['os.type'], 'string');
    assert.equal(attributes['service.name'], 'shop');
  });

  it('lets the environment override', () => {
    assert.equal(detect(['env', 'serviceinstance']).attributes['service.instance.id'], 'mine');
    delete process.env['OTEL_RESOURCE_ATTRIBUTES'];
    assert.match(String(detect(['service']).attributes['service.instance.id']), /^[0-9a-f-]{36}$/);
  });

  it('supports the old names too', () => {
    const { attributes } = detect(['env', 'os', 'serviceinstance']);
    assert.equal(attributes['service.name'], 'shop');
    assert.equal(typeof attributes['os.type'], 'string');
    assert.equal(attributes['host.name'], undefined);
  });

  it('has with none only what the SDK adds', () => {
    const { attributes } = detect([]);
    assert.deepEqual(
      Object.keys(attributes).filter((name) => !name.startsWith('telemetry.sdk.')),
      ['service.name'],
    );
  });

  it('names the missing package of a detector that is named explicitly', () => {
    assert.deepEqual(
      [...new Set(detect(['aws', 'container']).warnings)],
      [missing('container'), missing('aws')],
    );
    assert.deepEqual(detect('all').warnings, []);
  });

  it('has the detectors of an installed package', () => {
    const detector = { detect: () => ({ attributes: { 'cloud.provider': 'aws' } }) };
    const load = (): unknown => ({
      awsEcsDetector: detector,
      awsEksDetector: detector,
      AwsDetector: detector,
    });
    const { attributes, names } = detect(['aws'], { packages: { ...NONE, find: () => 'file', load } });
    assert.equal(attributes['cloud.provider'], 'aws');
    assert.equal(names, 2);
  });

  it('requests one detector at a time from auto-instrumentations', () => {
    const asked: unknown[] = [];
    const getResourceDetectors = (): ResourceDetector[] => {
      asked.push(process.env['OTEL_NODE_RESOURCE_DETECTORS']);
      return [{ detect: () => ({ attributes: { 'container.id': 'c' } }) }];
    };
    const { attributes } = detect(['container'], { loadAuto: () => ({ getResourceDetectors }) });
    assert.equal(attributes['container.id'], 'c');
    assert.deepEqual([...new Set(asked)], ['container']);
    assert.equal(process.env['OTEL_NODE_RESOURCE_DETECTORS'], undefined);
  });
});
