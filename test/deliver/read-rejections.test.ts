import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { RejectedLogEventsInfo } from '@aws-sdk/client-cloudwatch-logs';
import { readRejections as readRuns } from '../../src/deliver/read-rejections.js';
import { bareBlock, eventsIn, eventsOf, runsOf } from '../helpers/events.js';

/** Ten events in the order of their times, which is not the order of their blocks. */
const batch = eventsOf(bareBlock([0, 1, 2, 6, 9]), bareBlock([3, 4, 5]), bareBlock([7, 8])).toSorted(
  (a, b) => a.timestamp - b.timestamp,
);

/** The rejections in single events. */
function readRejections(events: typeof batch, info: RejectedLogEventsInfo | null | undefined) {
  return readRuns(runsOf(events), info).map(({ reason, events: runs }) => ({
    reason,
    events: eventsIn(runs),
  }));
}

describe('read-rejections', () => {
  it('reads nothing where everything was kept', () => {
    assert.deepEqual(readRejections(batch, undefined), []);
    assert.deepEqual(readRejections(batch, {}), []);
  });

  it('reads too old as a prefix, end exclusive', () => {
    assert.deepEqual(readRejections(batch, { tooOldLogEventEndIndex: 3 }), [
      { reason: 'too_old', events: batch.slice(0, 3) },
    ]);
  });

  it('reads expired as a prefix, end exclusive', () => {
    assert.deepEqual(readRejections(batch, { expiredLogEventEndIndex: 1 }), [
      { reason: 'expired', events: batch.slice(0, 1) },
    ]);
  });

  it('reads too new as a suffix, start inclusive', () => {
    assert.deepEqual(readRejections(batch, { tooNewLogEventStartIndex: 9 }), [
      { reason: 'too_new', events: batch.slice(9) },
    ]);
  });

  it('counts an event once when ranges overlap', () => {
    assert.deepEqual(
      readRejections(batch, {
        tooOldLogEventEndIndex: 2,
        expiredLogEventEndIndex: 5,
        tooNewLogEventStartIndex: 4,
      }),
      [
        { reason: 'too_old', events: batch.slice(0, 2) },
        { reason: 'expired', events: batch.slice(2, 5) },
        { reason: 'too_new', events: batch.slice(5) },
      ],
    );
    assert.deepEqual(readRejections(batch, { tooOldLogEventEndIndex: 5, expiredLogEventEndIndex: 3 }), [
      { reason: 'too_old', events: batch.slice(0, 5) },
    ]);
  });

  it('ignores an index outside of the batch: what was stored is not lost', () => {
    for (const index of [-1, 1_000_000, 1.5, Number.NaN]) {
      assert.deepEqual(readRejections(batch, { tooOldLogEventEndIndex: index }), []);
      assert.deepEqual(readRejections(batch, { tooNewLogEventStartIndex: index }), []);
    }
    assert.deepEqual(readRejections(batch, null), []);
  });

  it('reads the edges: all events, and none', () => {
    assert.deepEqual(readRejections(batch, { tooNewLogEventStartIndex: 0 }), [
      { reason: 'too_new', events: batch },
    ]);
    assert.deepEqual(readRejections(batch, { tooOldLogEventEndIndex: 10 }), [
      { reason: 'too_old', events: batch },
    ]);
    assert.deepEqual(
      readRejections(batch, {
        tooOldLogEventEndIndex: 0,
        expiredLogEventEndIndex: 0,
        tooNewLogEventStartIndex: 10,
      }),
      [],
    );
  });

  it('names each event at most once, whatever the indexes are', () => {
    const index = fc.option(
      fc.oneof(fc.integer({ min: -3, max: 14 }), fc.integer(), fc.constant(Number.NaN)),
      {
        nil: undefined,
      },
    );
    fc.assert(
      fc.property(index, index, index, (tooOld, expired, tooNew) => {
        const named = readRejections(batch, {
          tooOldLogEventEndIndex: tooOld,
          expiredLogEventEndIndex: expired,
          tooNewLogEventStartIndex: tooNew,
        }).flatMap(({ events }) => events);

        assert.equal(new Set(named).size, named.length);
        if ([tooOld, expired, tooNew].every((at) => at === undefined || Number.isNaN(at))) {
          assert.equal(named.length, 0);
        }
      }),
    );
  });
});
