import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { keyOf } from '../../src/events/destination.js';
import { destination } from '../helpers/events.js';

describe('destination: keyOf', () => {
  it('is one text for each pair of names that CloudWatch Logs may have', () => {
    const group = fc.stringMatching(/^[\w./#-]{1,5}$/);
    const stream = fc.stringMatching(/^[^*]{1,5}$/);
    fc.assert(
      fc.property(group, stream, group, stream, (oneGroup, oneStream, otherGroup, otherStream) => {
        const isSame = oneGroup === otherGroup && oneStream === otherStream;

        assert.equal(
          keyOf(destination(oneStream, oneGroup)) === keyOf(destination(otherStream, otherGroup)),
          isSame,
        );
      }),
    );
    assert.notEqual(keyOf(destination('b:c', 'a')), keyOf(destination('c', 'a')));
  });
});
