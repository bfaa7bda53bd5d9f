import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  findSlots,
  messageBytes,
  messageText,
  parseMessage,
  valueBytes,
} from '../../../src/encode/oversized/json-message.js';
import type { MessageShape } from '../../../src/encode/record-format.js';

const SHAPE: MessageShape = {
  ownKeys: new Set(['id', 'time']),
  wholeTexts: new Set(['id']),
  wholeObjects: new Set(),
  exactNumbers: () => new Map(),
};
const EXACT = new Map([['time', '1795000000123456789']]);
const TEXT = '{"time":1795000000123456789,"id":"abc","list":["é",{"id":"nested"},1,""],"__proto__":"own"}';

describe('A message taken apart', () => {
  it('gives its text again, with its exact numbers', () => {
    const message = parseMessage(TEXT, SHAPE, EXACT);
    assert.equal(messageText(message), TEXT);
    assert.equal(messageBytes(message), Buffer.byteLength(TEXT));
  });

  it('knows the size of any value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }), (value) => {
        const text = JSON.stringify(value);
        assert.equal(valueBytes(JSON.parse(text)), Buffer.byteLength(text));
      }),
    );
  });

  it('finds the strings that may be cut, and puts others in their place', () => {
    const message = parseMessage(TEXT, SHAPE, EXACT);
    const slots = findSlots(message);
    assert.deepEqual(
      slots.map(({ text, bytes }) => [text, bytes]),
      [
        ['é', 2],
        ['nested', 6],
        ['own', 3],
      ],
    );
    for (const slot of slots) slot.replace('-');
    assert.equal(
      messageText(message),
      '{"time":1795000000123456789,"id":"abc","list":["-",{"id":"-"},1,""],"__proto__":"-"}',
    );
  });

  it('takes no text for whole that is longer than such texts are', () => {
    const message = parseMessage(JSON.stringify({ id: 'x'.repeat(65) }), SHAPE, new Map());
    assert.equal(findSlots(message).length, 1);
  });
});
