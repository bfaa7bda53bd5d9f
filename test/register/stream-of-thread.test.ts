import assert from 'node:assert/strict';
import { streamOfThread } from '../../src/register/stream-of-thread.js';

describe('stream-of-thread', () => {
  const cases: readonly (readonly [template: string, expected: string])[] = [
    ['{host.name}/{process.pid}', '{host.name}/{process.pid}-7'],
    ['{process.pid}.{process.pid|"x"}', '{process.pid}-7.{process.pid|"x"}-7'],
    ['{{process.pid}', '{{process.pid}'],
    ['{{{process.pid}', '{{{process.pid}-7'],
    ['{host.name}', '{host.name}'],
  ];
  for (const [template, expected] of cases) {
    it(`changes ${template} to ${expected}`, () => {
      assert.equal(streamOfThread(template, 7), expected);
    });
  }
});
