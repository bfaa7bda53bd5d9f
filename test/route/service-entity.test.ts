import assert from 'node:assert/strict';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ServiceEntity } from '../../src/events/model.js';
import { entityOf, isSameEntity } from '../../src/route/service-entity.js';

function entity(attributes: Record<string, string>): ServiceEntity | undefined {
  return entityOf(resourceFromAttributes(attributes));
}

const on = (pod: string): ServiceEntity => ({
  name: 'a',
  environment: 'b',
  attributes: { 'K8s.Pod': pod },
});
const GENERIC = { PlatformType: 'Generic' };

describe('service-entity: entityOf', () => {
  it('has the name and environment of a service', () => {
    assert.deepEqual(entity({ 'service.name': 'shop', 'deployment.environment.name': 'prod' }), {
      name: 'shop',
      environment: 'prod',
      attributes: GENERIC,
    });
  });

  it('uses the older name of the environment if the newer is missing', () => {
    assert.deepEqual(entity({ 'service.name': 'shop', 'deployment.environment': 'prod' }), {
      name: 'shop',
      environment: 'prod',
      attributes: GENERIC,
    });
    assert.equal(
      entity({
        'service.name': 'shop',
        'deployment.environment': 'old',
        'deployment.environment.name': 'new',
      })?.environment,
      'new',
    );
  });

  it('is undefined without a name, and has the default of the platform without an environment', () => {
    assert.equal(entity({ 'deployment.environment.name': 'prod' }), undefined);
    assert.equal(entity({ 'service.name': '', 'deployment.environment.name': 'prod' }), undefined);
    assert.equal(entity({ 'service.name': 'shop' })?.environment, 'generic:default');
    assert.deepEqual(entity({ 'service.name': 'shop', 'cloud.platform': 'aws_lambda' }), {
      name: 'shop',
      environment: 'lambda:default',
      attributes: { PlatformType: 'AWS::Lambda' },
    });
  });

  it('leaves out an attribute over 512 characters', () => {
    assert.deepEqual(entity({ 'service.name': 'shop', 'host.name': 'x'.repeat(513) })?.attributes, GENERIC);
  });

  it('is undefined for a missing service name', () => {
    for (const name of ['unknown_service', 'unknown_service:node']) {
      assert.equal(entity({ 'service.name': name, 'deployment.environment.name': 'prod' }), undefined);
    }
  });

  it('is undefined if either is over 512 characters', () => {
    const most = 'x'.repeat(512);
    assert.deepEqual(entity({ 'service.name': most, 'deployment.environment.name': most }), {
      name: most,
      environment: most,
      attributes: GENERIC,
    });
    assert.equal(entity({ 'service.name': `${most}x`, 'deployment.environment.name': 'prod' }), undefined);
    assert.equal(entity({ 'service.name': 'shop', 'deployment.environment.name': `${most}x` }), undefined);
  });
});

describe('service-entity: isSameEntity', () => {
  it('compares by values', () => {
    assert.equal(isSameEntity({ name: 'a', environment: 'b' }, { name: 'a', environment: 'b' }), true);
    assert.equal(isSameEntity({ name: 'a', environment: 'b' }, { name: 'a', environment: 'c' }), false);
    assert.equal(isSameEntity({ name: 'a', environment: 'b' }, { name: 'x', environment: 'b' }), false);
    assert.equal(isSameEntity(on('p'), on('p')), true);
    assert.equal(isSameEntity(on('p'), on('q')), false);
    assert.equal(isSameEntity(on('p'), { name: 'a', environment: 'b' }), false);
    assert.equal(isSameEntity({ name: 'a', environment: 'b' }, undefined), false);
    assert.equal(isSameEntity(undefined, undefined), true);
  });
});
