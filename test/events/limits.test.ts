import assert from 'node:assert/strict';
import {
  EVENT_OVERHEAD_BYTES,
  MAX_AGE_MILLIS,
  MAX_AHEAD_MILLIS,
  MAX_BATCH_BYTES,
  MAX_BATCH_COUNT,
  MAX_BATCH_SPAN_MILLIS,
  MAX_EVENT_BYTES,
} from '../../src/events/limits.js';
import { event, type Fixture, NOW, rules, startFixture } from '../local-server/helpers.js';

/** A message that counts as this many bytes, its overhead included. */
function sized(bytes: number): string {
  return 'x'.repeat(bytes - EVENT_OVERHEAD_BYTES);
}

// The local server has the numbers of AWS in its own source, and refuses what is beyond them.
describe('limits', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture();
  });
  afterEach(async () => {
    await fixture[Symbol.asyncDispose]();
  });

  /** The rule that the batch breaks, if any. */
  async function ruleOf(...batch: Parameters<Fixture['put']>): Promise<string | undefined> {
    await fixture.put(...batch).catch(() => undefined);
    return rules(fixture.server).at(-1);
  }

  for (const [what, fits, exceeds, rule] of [
    [
      'the bytes of an event',
      [event(sized(MAX_EVENT_BYTES))],
      [event(sized(MAX_EVENT_BYTES + 1))],
      'event bytes',
    ],
    [
      'the bytes of a batch',
      [event(sized(MAX_BATCH_BYTES - 1_000)), event(sized(1_000))],
      [event(sized(MAX_BATCH_BYTES - 1_000)), event(sized(1_001))],
      'batch bytes',
    ],
    [
      'the events of a batch',
      Array.from({ length: MAX_BATCH_COUNT }, () => event('x')),
      Array.from({ length: MAX_BATCH_COUNT + 1 }, () => event('x')),
      'batch count',
    ],
    [
      'the span of a batch',
      [event('x', NOW - MAX_BATCH_SPAN_MILLIS), event('x')],
      [event('x', NOW - MAX_BATCH_SPAN_MILLIS - 1), event('x')],
      'batch span',
    ],
  ] as const) {
    it(`are those of the service for ${what}`, async () => {
      assert.equal(await ruleOf(...fits), undefined);
      assert.equal(await ruleOf(...exceeds), rule);
    });
  }

  for (const [what, fits, exceeds] of [
    ['the age of an event', NOW - MAX_AGE_MILLIS, NOW - MAX_AGE_MILLIS - 1],
    ['an event ahead of the clock', NOW + MAX_AHEAD_MILLIS, NOW + MAX_AHEAD_MILLIS + 1],
  ] as const) {
    it(`are those of the service for ${what}`, async () => {
      assert.equal((await fixture.put(event('x', fits))).rejectedLogEventsInfo, undefined);
      assert.notEqual((await fixture.put(event('x', exceeds))).rejectedLogEventsInfo, undefined);
    });
  }
});
