import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  leastNumberOf,
  SEVERITY_LEVELS,
  severityLevelOf,
  severityNumberOf,
} from '../../src/events/severity.js';

describe('severity: severityNumberOf', () => {
  it('is the number, whatever the text is', () => {
    assert.equal(severityNumberOf({ severityNumber: 9, severityText: 'ERROR' }), 9);
    for (let severityNumber = 1; severityNumber <= 24; severityNumber++) {
      assert.equal(severityNumberOf({ severityNumber }), severityNumber);
    }
  });

  it('is that of a text that names a level, in any case, without a valid number', () => {
    const texts: [string, number][] = [
      ['TRACE', 1],
      ['debug', 5],
      ['Debug4', 8],
      ['INFO', 9],
      ['notice', 10],
      ['Warning', 13],
      ['err', 17],
      ['CRITICAL', 18],
      ['alert', 19],
      ['emergency', 21],
      ['FATAL4', 24],
    ];
    for (const [severityText, number] of texts) {
      for (const severityNumber of [undefined, 0, 25, -1, 1.5, NaN]) {
        assert.equal(severityNumberOf({ severityNumber, severityText }), number);
      }
    }
  });

  it('is unknown for any other text', () => {
    for (const severityText of [
      undefined,
      '',
      'loud',
      'INFO5',
      ' INFO',
      'constructor',
      'x'.repeat(1_000_000),
    ]) {
      assert.equal(severityNumberOf({ severityText }), undefined);
    }
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (severityNumber, severityText) => {
        const record: object = { severityNumber, severityText };
        const number = severityNumberOf(record);
        assert.ok(number === undefined || (Number.isInteger(number) && number >= 1 && number <= 24));
      }),
    );
  });
});

describe('severity: severityLevelOf', () => {
  it('begins at the least number of a level, and ends before that of the next', () => {
    for (const [index, level] of SEVERITY_LEVELS.entries()) {
      const least = leastNumberOf(level);
      assert.equal(least, 1 + 4 * index);
      assert.equal(severityLevelOf({ severityNumber: least }), level);
      assert.equal(severityLevelOf({ severityNumber: least + 3 }), level);
    }
    assert.equal(severityLevelOf({}), undefined);
  });
});
