import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { errorText } from '../../src/deliver/error-text.js';
import { networkError } from '../helpers/service-error.js';

describe('error-text', () => {
  it('is the message where there is one', () => {
    assert.equal(errorText(new Error('no')), 'no');
    assert.equal(errorText(new Error('')), '');
  });

  it('names the errors within an aggregate, each once', () => {
    const one = networkError('ECONNREFUSED', 'connect ECONNREFUSED ::1:1');

    assert.equal(
      errorText(new AggregateError([one, one, networkError('EPIPE', '')])),
      `${one.message}; EPIPE`,
    );
    assert.equal(
      errorText(new AggregateError([one], `all failed: ${one.message}`)),
      `all failed: ${one.message}`,
    );
  });

  it('includes causes, and their errors', () => {
    const cause = new AggregateError([new Error('deep')]);

    assert.equal(errorText(new Error('fetch failed', { cause })), 'fetch failed; deep');
  });

  it('is the code where there is no other text', () => {
    assert.equal(errorText({ code: 'ENOTFOUND' }), 'ENOTFOUND');
  });

  it('names a bounded number of errors', () => {
    const many = Array.from({ length: 1_000 }, (_, nth) => new Error(`error ${nth}.`));

    assert.equal(errorText(new AggregateError(many)).split('; ').length, 6);
  });

  it('ends for an error that contains itself', () => {
    const error = new Error('x');
    error.cause = error;
    assert.equal(errorText(error), 'x');
    const all = new AggregateError([]);
    all.errors.push(all, all);
    assert.equal(errorText(all), '');
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (thrown) => {
        assert.equal(typeof errorText(thrown), 'string');
      }),
    );
  });
});
