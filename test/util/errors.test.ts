import assert from 'node:assert/strict';
import { asError, errorCode, errorMessage } from '../../src/util/errors.js';

const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });

describe('errors: errorMessage', () => {
  it('is the message of an error, and the text of another value', () => {
    assert.deepEqual([full, 'a text', 7, undefined].map(errorMessage), [
      'no space',
      'a text',
      '7',
      'undefined',
    ]);
  });
});

describe('errors: errorCode', () => {
  it('is the code of an error that has one', () => {
    assert.deepEqual([full, new Error('plain'), { code: 'ENOSPC' }].map(errorCode), [
      'ENOSPC',
      undefined,
      undefined,
    ]);
  });
});

describe('errors: asError', () => {
  it('keeps an error, and makes one of another value', () => {
    assert.equal(asError(full), full);
    assert.deepEqual(asError('a text'), new Error('a text'));
  });
});
