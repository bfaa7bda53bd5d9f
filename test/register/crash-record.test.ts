import assert from 'node:assert/strict';
import { crashRecord, thrownText } from '../../src/register/crash-record.js';

class CardDeclined extends Error {
  override name = 'CardDeclined';
}

function touch(): never {
  throw new Error('do not touch');
}

describe('crash-record', () => {
  it('is of severity FATAL, with the attributes of the exception', () => {
    const error = new CardDeclined('no money');
    assert.deepEqual(crashRecord(error, 'uncaughtException'), {
      severityNumber: 21,
      severityText: 'FATAL',
      body: 'Uncaught exception: no money',
      attributes: {
        'exception.type': 'CardDeclined',
        'exception.message': 'no money',
        'exception.stacktrace': error.stack,
      },
    });
    assert.equal(crashRecord(error, 'unhandledRejection').body, 'Unhandled rejection: no money');
  });

  for (const [thrown, type, message, body] of [
    ['text', 'string', 'text', 'Uncaught exception: text'],
    [7, 'number', '7', 'Uncaught exception: 7'],
    [undefined, 'undefined', 'undefined', 'Uncaught exception: undefined'],
    [null, 'object', 'null', 'Uncaught exception: null'],
    [Symbol('s'), 'symbol', 'Symbol(s)', 'Uncaught exception: Symbol(s)'],
    [{ name: 7, message: {} }, 'object', '[object Object]', 'Uncaught exception: [object Object]'],
    [Object.create(null), 'object', '', 'Uncaught exception'],
  ] as const) {
    it(`contains the readable parts of a thrown ${typeof thrown} "${message}"`, () => {
      const record = crashRecord(thrown, 'uncaughtException');
      assert.deepEqual(record.attributes, { 'exception.type': type, 'exception.message': message });
      assert.equal(record.body, body);
      assert.equal(thrownText(thrown), message);
    });
  }

  it('accepts a value that throws at every access', () => {
    const { attributes } = crashRecord(new Proxy({}, { get: touch }), 'uncaughtException');
    assert.deepEqual(attributes, { 'exception.type': 'object', 'exception.message': '' });
  });
});
