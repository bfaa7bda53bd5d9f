import assert from 'node:assert/strict';
import { recordsText, recordsWereText } from '../../src/messages/words.js';

describe('words: recordsText', () => {
  it('counts in singular and plural', () => {
    assert.deepEqual([0, 1, 2].map(recordsText), ['0 log records', '1 log record', '2 log records']);
  });
});

describe('words: recordsWereText', () => {
  it('has the verb that fits', () => {
    assert.deepEqual([1, 2].map(recordsWereText), ['1 log record was', '2 log records were']);
  });
});
