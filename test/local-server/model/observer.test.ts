import assert from 'node:assert/strict';
import { NOBODY } from '../../../src/local-server/model/observer.js';
import { GROUP, NOW, STREAM } from '../helpers.js';

/** Frozen: a report that changed them would throw. */
const NAMES = Object.freeze({ logGroupName: GROUP, logStreamName: STREAM });
const EVENTS = Object.freeze([Object.freeze({ timestamp: NOW, message: 'x' })]);
const VIOLATION = Object.freeze({
  rule: 'message',
  message: 'x',
  action: 'PutLogEvents',
  time: NOW,
} as const);

describe('observer', () => {
  for (const [what, report] of [
    ['stored events', () => NOBODY.stored(NAMES, EVENTS)],
    ['rejected events', () => NOBODY.rejected(NAMES, 'tooOld', EVENTS)],
    ['a violation', () => NOBODY.violated(VIOLATION)],
  ] as const) {
    it(`NOBODY takes ${what}, changes nothing and lets the call go on`, () => {
      assert.doesNotThrow(report);
    });
  }
});
