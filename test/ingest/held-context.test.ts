import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  createHeldContext,
  HELD_OVERHEAD_BYTES,
  type HeldContextSettings,
  type LeftOutReason,
} from '../../src/ingest/held-context.js';

function setUp(settings: Partial<HeldContextSettings> = {}) {
  const leftOut: LeftOutReason[] = [];
  const held = createHeldContext<string>(
    { maxAgeMillis: 1_000, maxBytes: 1_000_000, ...settings },
    (reason) => leftOut.push(reason),
  );
  return { held, leftOut };
}

/** Room for this many items of one byte in a trace, and eight times as many in total. */
function roomFor(items: number): number {
  return items * (HELD_OVERHEAD_BYTES + 1) * 8;
}

describe('held-context', () => {
  it('returns what the failed trace holds, the oldest first, and nothing of others', () => {
    const { held, leftOut } = setUp();
    held.hold('a', 'a1', 1, 0);
    held.hold('b', 'b1', 1, 1);
    held.hold(undefined, 'none', 1, 2);
    held.hold('a', 'a2', 1, 3);
    assert.deepEqual(held.fail('a', 4), ['a1', 'a2']);
    assert.deepEqual(held.fail('a', 4), []);
    assert.deepEqual(held.fail(undefined, 4), ['none']);
    assert.deepEqual(leftOut, []);
    held.clear();
    assert.deepEqual(leftOut, ['no_error']);
    assert.deepEqual(held.fail('b', 4), []);
  });

  it('returns an item until it is older than maxAgeMillis', () => {
    const { held, leftOut } = setUp();
    held.hold('a', 'old', 1, 0);
    held.hold('a', 'new', 1, 1);
    assert.deepEqual(held.fail('a', 1_001), ['new']);
    assert.deepEqual(leftOut, ['no_error']);
  });

  it('remembers a failed trace for maxAgeMillis from its last error', () => {
    const { held } = setUp();
    held.fail('a', 0);
    held.fail('a', 500);
    held.fail(undefined, 500);
    assert.deepEqual(
      [held.hasFailed('a', 1_500), held.hasFailed('a', 1_501), held.hasFailed('b', 500)],
      [true, false, false],
    );
    assert.equal(held.hasFailed(undefined, 500), false, 'what has no trace has no request that failed');
  });

  it('lets one trace hold an eighth of maxBytes, and keeps the newest', () => {
    const { held, leftOut } = setUp({ maxBytes: roomFor(2) });
    held.hold('b', 'b1', 1, 0);
    for (const item of ['1', '2', '3']) held.hold('a', item, 1, 1);
    assert.deepEqual(leftOut, ['context_full']);
    held.hold('a', 'too large', 2 * HELD_OVERHEAD_BYTES, 2);
    assert.deepEqual(leftOut, ['context_full', 'context_full']);
    assert.deepEqual([held.fail('a', 3), held.fail('b', 3)], [['2', '3'], ['b1']]);
  });

  it('holds maxBytes in all traces, and keeps the newest', () => {
    const { held, leftOut } = setUp({ maxBytes: roomFor(1) });
    const traces = Array.from({ length: 9 }, (_, index) => String(index));
    for (const [now, trace] of traces.entries()) held.hold(trace, trace, 1, now);
    assert.deepEqual(leftOut, ['context_full']);
    assert.deepEqual(
      traces.map((trace) => held.fail(trace, 10)),
      [[], ...traces.slice(1).map((trace) => [trace])],
    );
  });

  it('continues with a trace whose only item was dropped for the new one', () => {
    const { held, leftOut } = setUp({ maxBytes: roomFor(1) });
    held.hold('a', '1', 1, 0);
    held.hold('a', '2', 1, 0);
    assert.deepEqual([held.fail('a', 1), leftOut], [['2'], ['context_full']]);
  });

  it('remembers the latest 10,000 failed traces', () => {
    const { held } = setUp();
    for (let id = 0; id <= 10_000; id++) held.fail(String(id), 0);
    assert.deepEqual([held.hasFailed('0', 0), held.hasFailed('1', 0)], [false, true]);
  });

  it('returns exactly what a simple list returns, and counts the rest, for any input', () => {
    const step = fc.record({
      trace: fc.constantFrom(undefined, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'),
      does: fc.constantFrom('hold', 'hold', 'hold', 'hold', 'fail'),
      bytes: fc.integer({ min: 0, max: 600 }),
      wait: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 400 })),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.integer({ min: 1, max: 30 }), (steps, items) => {
        const maxBytes = roomFor(items) / 4;
        const { held, leftOut } = setUp({ maxBytes });
        let list: { trace: string | undefined; item: string; bytes: number; at: number }[] = [];
        const expected: LeftOutReason[] = [];
        const sum = (of: typeof list): number => of.reduce((all, { bytes }) => all + bytes, 0);
        let now = 0;
        let [given, sent] = [0, 0];
        for (const [index, { trace, does, bytes, wait }] of steps.entries()) {
          now += wait;
          const young = list.filter(({ at }) => now - at <= 1_000);
          for (let gone = young.length; gone < list.length; gone++) expected.push('no_error');
          list = young;
          if (does === 'fail') {
            const ofTrace = list.filter((one) => one.trace === trace);
            list = list.filter((one) => one.trace !== trace);
            assert.deepEqual(
              held.fail(trace, now),
              ofTrace.map(({ item }) => item),
            );
            sent += ofTrace.length;
            continue;
          }
          given++;
          held.hold(trace, String(index), bytes, now);
          const newest = { trace, item: String(index), bytes: bytes + HELD_OVERHEAD_BYTES, at: now };
          if (newest.bytes > maxBytes / 8) {
            expected.push('context_full');
            continue;
          }
          list.push(newest);
          const isOver = (): boolean => sum(list.filter((one) => one.trace === trace)) > maxBytes / 8;
          while (isOver()) {
            list.splice(
              list.findIndex((one) => one.trace === trace),
              1,
            );
            expected.push('context_full');
          }
          while (sum(list) > maxBytes) {
            list.shift();
            expected.push('context_full');
          }
          assert.deepEqual(leftOut, expected);
        }
        held.clear();
        assert.deepEqual(leftOut, [...expected, ...list.map(() => 'no_error' as const)]);
        assert.equal(given, sent + leftOut.length);
      }),
    );
  });
});
