import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { entryOfEvent, entryOfRejected, entryOfViolation } from '../../../src/cli/local/entries.js';
import { REJECTIONS } from '../../../src/cli/local/rejections.js';
import type { RejectedCounts } from '../../../src/local-server/index.js';
import { messageOf } from '../../page/helpers.js';

const NAMES = { logGroupName: '/g', logStreamName: 's' };
const VIOLATION = { rule: 'batch order', message: 'not in order', action: 'PutLogEvents', time: 5 } as const;

function shownOf(message: string): string {
  return entryOfEvent(NAMES, { timestamp: 1, message }).message;
}

describe('entries', () => {
  it('have the parts of an event that people read, and its whole text', () => {
    const attributes = { 'exception.type': 'CardDeclined' };
    const message = messageOf({ body: 'failed', severityNumber: 17, traceId: 'abc', attributes });
    assert.deepEqual(entryOfEvent(NAMES, { timestamp: 7, message }), {
      group: '/g',
      stream: 's',
      kind: 'event',
      time: 7,
      level: 'error',
      label: 'INFO',
      text: 'failed',
      traceId: 'abc',
      exception: 'CardDeclined',
      message,
    });
  });

  it('have no member for what an event does not have', () => {
    const entry = entryOfEvent(NAMES, { timestamp: 7, message: 'plain' });
    assert.deepEqual(
      Object.entries(entry).filter(([, value]) => value === undefined),
      [],
    );
    assert.ok(!('traceId' in entry) && !('exception' in entry));
  });

  it('show an event whole up to a limit, and above it say how much is missing', () => {
    const [kept = ''] = /^x+/.exec(shownOf('x'.repeat(1_000_000))) ?? [];
    for (const length of [kept.length - 1, kept.length]) {
      assert.equal(shownOf('x'.repeat(length)), 'x'.repeat(length));
    }
    assert.equal(shownOf('x'.repeat(kept.length + 1)), `${kept}… (1 characters more)`);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (more) => {
        assert.ok(shownOf('x'.repeat(kept.length + more)).endsWith(`… (${more} characters more)`));
      }),
    );
  });

  it('bound the text of a line, also where the rule stands before it', () => {
    const event = { timestamp: 1, message: 'x'.repeat(100_000) };
    const stored = entryOfEvent(NAMES, event).text.length;
    assert.ok(stored < 10_000, String(stored));
    assert.equal(entryOfRejected(NAMES, 'tooOld', event).text.length, stored);
  });

  it('cut no emoji in half', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), (before) => {
        const event = { timestamp: 1, message: 'x'.repeat(before) + '😀'.repeat(50_000) };
        const entry = entryOfEvent(NAMES, event);
        assert.match(entry.text, /^x*(?:😀)+$/u);
        assert.match(entryOfRejected(NAMES, 'tooOld', event).text, /😀$/u);
        const [, shown = '', more] = /^(.*)… \((\d+) characters more\)$/u.exec(entry.message) ?? [];
        assert.match(shown, /^x*(?:😀)+$/u);
        assert.equal(shown.length + Number(more), event.message.length);
      }),
      { numRuns: 20 },
    );
  });

  it('show a rejected event as an error with the rule, whatever level it has', () => {
    const message = messageOf({ body: 'paid', traceId: 'abc' });
    for (const reason of Object.keys(REJECTIONS) as (keyof RejectedCounts)[]) {
      const entry = entryOfRejected(NAMES, reason, { timestamp: 7, message });
      const [label, rule] = REJECTIONS[reason];
      assert.deepEqual([entry.kind, entry.level, entry.label], ['rejected', 'error', label]);
      assert.deepEqual([entry.text, entry.traceId, entry.message], [`${rule}: paid`, 'abc', message]);
      assert.deepEqual([entry.group, entry.stream, entry.time], ['/g', 's', 7]);
    }
  });

  it('show a broken rule with its call, and all that is known of it', () => {
    const violation = { ...VIOLATION, ...NAMES };
    const entry = entryOfViolation(violation);
    assert.deepEqual([entry.kind, entry.level, entry.label], ['violation', 'error', 'batch order']);
    assert.deepEqual([entry.group, entry.stream, entry.time], ['/g', 's', 5]);
    assert.match(entry.text, /^PutLogEvents\b.*\bnot in order$/);
    assert.deepEqual(JSON.parse(entry.message), violation);
  });

  it('show a broken rule of a call that names no group or stream', () => {
    const entry = entryOfViolation(VIOLATION);
    assert.ok(!('group' in entry) && !('stream' in entry));
    assert.equal(entryOfViolation({ ...VIOLATION, logGroupName: '/g' }).group, '/g');
  });
});
