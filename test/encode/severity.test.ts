import assert from 'node:assert/strict';
import { level, severityText } from '../../src/encode/severity.js';

const NAMES: [number, string, string][] = [
  [1, 'TRACE', 'trace'],
  [4, 'TRACE4', 'trace'],
  [5, 'DEBUG', 'debug'],
  [9, 'INFO', 'info'],
  [10, 'INFO2', 'info'],
  [13, 'WARN', 'warn'],
  [17, 'ERROR', 'error'],
  [21, 'FATAL', 'fatal'],
  [24, 'FATAL4', 'fatal'],
];

describe('severity', () => {
  for (const [severityNumber, name, short] of NAMES) {
    it(`is ${name}, or ${short}, for the number ${severityNumber}`, () => {
      assert.equal(severityText({ severityNumber }), name);
      assert.equal(level({ severityNumber, severityText: '' }), short);
    });
  }

  it('is its own text, as it is', () => {
    assert.equal(severityText({ severityText: 'Notice', severityNumber: 9 }), 'Notice');
    assert.equal(level({ severityText: 'Notice', severityNumber: 9 }), 'Notice');
  });

  it('never throws, whatever JavaScript gives as a number', () => {
    for (const wrong of [9n, '9', Symbol('9'), {}, null]) {
      const record: object = { severityNumber: wrong };
      assert.doesNotThrow(() => [severityText(record), level(record)]);
    }
  });

  it('is nothing without text and with a number that has no name', () => {
    for (const severityNumber of [undefined, 0, 25, -1, 1.5, NaN]) {
      assert.equal(severityText({ severityNumber }), undefined);
      assert.equal(level({ severityNumber }), undefined);
    }
  });
});
