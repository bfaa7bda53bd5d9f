import assert from 'node:assert/strict';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ServiceEntity } from '../../src/events/model.js';
import { entityOf, isSameEntity } from '../../src/route/service-entity.js';

function entity(attributes: Record<string, string>): ServiceEntity | undefined {
  return entityOf(resourceFromAttributes(attributes));
}

describe('entityOf', () => {
  it('gives name and environment of a service', () => {
    assert.deepEqual(entity({ 'service.name': 'shop', 'deployment.environment.name': 'prod' }), {
      name: 'shop',
      environment: 'prod',
    });
  });

  it('takes the older name of the environment when the newer is missing', () => {
    assert.deepEqual(entity({ 'service.name': 'shop', 'deployment.environment': 'prod' }), {
      name: 'shop',
      environment: 'prod',
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

  it('gives nothing when either is missing', () => {
    assert.equal(entity({ 'service.name': 'shop' }), undefined);
    assert.equal(entity({ 'deployment.environment.name': 'prod' }), undefined);
    assert.equal(entity({ 'service.name': '', 'deployment.environment.name': 'prod' }), undefined);
  });

  it('gives nothing for a service that nobody named', () => {
    for (const name of ['unknown_service', 'unknown_service:node']) {
      assert.equal(entity({ 'service.name': name, 'deployment.environment.name': 'prod' }), undefined);
    }
  });

  it('gives nothing when either is over 512 characters', () => {
    const most = 'x'.repeat(512);
    assert.deepEqual(entity({ 'service.name': most, 'deployment.environment.name': most }), {
      name: most,
      environment: most,
    });
    assert.equal(entity({ 'service.name': `${most}x`, 'deployment.environment.name': 'prod' }), undefined);
    assert.equal(entity({ 'service.name': 'shop', 'deployment.environment.name': `${most}x` }), undefined);
  });
});

describe('isSameEntity', () => {
  it('compares by values', () => {
    assert.equal(isSameEntity({ name: 'a', environment: 'b' }, { name: 'a', environment: 'b' }), true);
    assert.equal(isSameEntity({ name: 'a', environment: 'b' }, { name: 'a', environment: 'c' }), false);
    assert.equal(isSameEntity({ name: 'a', environment: 'b' }, { name: 'x', environment: 'b' }), false);
    assert.equal(isSameEntity({ name: 'a', environment: 'b' }, undefined), false);
    assert.equal(isSameEntity(undefined, undefined), true);
  });
});
