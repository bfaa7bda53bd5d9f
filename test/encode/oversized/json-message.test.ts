import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  contentBytes,
  cuttableTexts,
  type JsonMessage,
  nodeOf,
  openText,
  recount,
  replaceText,
  jsonMessageOf,
} from '../../../src/encode/oversized/json-message.js';
import type { MessageShape } from '../../../src/encode/oversized/message-shape.js';

const SHAPE: MessageShape = {
  ownKeys: new Set(['id', 'time']),
  wholeTexts: new Set(['id']),
  wholeObjects: new Set(),
  exactNumbers: () => new Map(),
};
const EXACT = new Map([['time', '1795000000123456789']]);
const TEXT = '{"time":1795000000123456789,"id":"abc","list":["é",{"id":"nested"},1,""],"__proto__":"own"}';

const parseMessage = (text: string): JsonMessage => jsonMessageOf(JSON.parse(text), SHAPE, EXACT);
const messageText = (message: JsonMessage): string => `${openText(message).head}}`;

describe('json-message', () => {
  it('is written as the same text, with its exact numbers', () => {
    const message = parseMessage(TEXT);
    assert.equal(messageText(message), TEXT);
    assert.equal(message.root.bytes, Buffer.byteLength(TEXT));
  });

  it('knows the size of any value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }), (value) => {
        const text = JSON.stringify(value);
        assert.equal(nodeOf(JSON.parse(text)).bytes, Buffer.byteLength(text));
      }),
    );
  });

  it('finds the strings that may be cut, and replaces them', () => {
    const message = parseMessage(TEXT);
    const texts = cuttableTexts(message);
    assert.deepEqual(
      texts.map((node) => [node.text, contentBytes(node)]),
      [
        ['é', 2],
        ['nested', 6],
        ['own', 3],
      ],
    );
    for (const node of texts) replaceText(node, '-');
    recount(message.root);
    assert.equal(message.root.bytes, Buffer.byteLength(messageText(message)));
    assert.equal(
      messageText(message),
      '{"time":1795000000123456789,"id":"abc","list":["-",{"id":"-"},1,""],"__proto__":"-"}',
    );
  });

  it('cuts a text that is longer than texts of its kind are', () => {
    const message = parseMessage(JSON.stringify({ id: 'x'.repeat(65) }));
    assert.equal(cuttableTexts(message).length, 1);
  });

  it('can be split at the place of a string', () => {
    const message = parseMessage(TEXT);
    assert.deepEqual(openText(message, cuttableTexts(message)[0]), {
      head: '{"time":1795000000123456789,"id":"abc","list":[',
      tail: ',{"id":"nested"},1,""],"__proto__":"own"',
    });
  });
});
