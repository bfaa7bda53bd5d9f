import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { avoidKeyCollision } from '../../src/encode/avoid-key-collision.js';

describe('avoid-key-collision', () => {
  const reserved = new Set(['eventPart']);

  it('keeps a name that is not reserved', () => {
    assert.equal(avoidKeyCollision('body', 'part', reserved, { 'body.part': 1 }), 'part');
  });

  it('puts the prefix before a reserved name', () => {
    assert.equal(avoidKeyCollision('body', 'eventPart', reserved, { eventPart: 1 }), 'body.eventPart');
  });

  it('returns no name that the object has, for any object', () => {
    const names = fc.uniqueArray(fc.integer({ min: 0, max: 6 }));
    fc.assert(
      fc.property(names, (depths) => {
        const object = Object.fromEntries(depths.map((depth) => [`${'a.'.repeat(depth)}eventPart`, depth]));
        const name = avoidKeyCollision('a', 'eventPart', reserved, object);
        assert.ok(!Object.hasOwn(object, name) && !reserved.has(name));
      }),
    );
  });
});
