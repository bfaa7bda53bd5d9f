import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { wholeOf } from '../../src/events/runs.js';
import { Segment, Segments } from '../../src/outbox/segments.js';
import { arrived, bareBlock } from '../helpers/events.js';

const kinds = (segments: Segments) => Array.from(segments, ({ stored }) => stored);
const run = (arrival = 0) => wholeOf({ ...bareBlock([1]), arrival });

describe('segments: Segment', () => {
  it('has the arrival of its oldest event, in memory or on the disk', () => {
    const segment = new Segment(true);
    assert.deepEqual([segment.isEmpty, segment.arrival], [true, Infinity]);
    Object.assign(segment, { after: 6, last: 9 });
    assert.equal(segment.countRows(1, 5), 5);
    assert.deepEqual([segment.isEmpty, segment.arrival], [false, 7]);
    segment.queue.push(run(4));
    assert.equal(segment.arrival, 4);
  });

  it('can hold rows between its ids, if it has any', () => {
    const segment = new Segment(true);
    Object.assign(segment, { after: 6, last: 9 });
    const held = () => [6, 7, 9, 10].map((id) => segment.canHold(id));
    assert.deepEqual(held(), [false, false, false, false]);
    segment.countRows(1, 1);
    assert.deepEqual(held(), [false, true, true, false]);
  });

  it('has no events on the disk without rows there, whatever number was given', () => {
    const change = fc.record({ rows: fc.nat(3), events: fc.integer({ min: -5, max: 50 }) });
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const segment = new Segment(true);
        let events = 0;
        for (const { rows, events: said } of changes) events += segment.countRows(rows, said);
        assert.equal(events, segment.rowEvents);
        events += segment.countRows(-segment.rows, 7);
        assert.deepEqual([events, segment.rowEvents], [0, 0]);
      }),
    );
  });
});

describe('segments', () => {
  it('start as one empty segment', () => {
    const segments = new Segments();
    assert.deepEqual([kinds(segments), segments.first.isEmpty], [[false], true]);
    assert.equal(segments.first, segments.last);
    assert.deepEqual([segments.firstVolatile, segments.lastVolatile], [undefined, undefined]);
  });

  it('alternate between stored and not stored, at both ends, without empty ones in between', () => {
    const segments = new Segments();
    segments.lastOf(true).queue.push(run(3));
    assert.deepEqual(kinds(segments), [true]);
    segments.lastOf(true).queue.push(run(4));
    segments.lastOf(false).queue.push(run(5));
    segments.firstOf(false).queue.push(run(2));
    segments.firstOf(true).queue.push(run(1));

    assert.deepEqual(kinds(segments), [true, false, true, false]);
    assert.deepEqual(
      segments.fromNewest().map(({ arrival }) => arrival),
      [5, 3, 2, 1],
    );
    assert.equal(segments.firstVolatile?.arrival, 2);
    assert.equal(segments.lastVolatile?.arrival, 5);
    assert.deepEqual(
      segments.runs().map(({ block }) => block.arrival),
      [1, 2, 3, 4, 5],
    );
  });

  it('replace an empty one at the front', () => {
    const segments = new Segments();
    segments.firstOf(true).queue.push(run());
    assert.deepEqual(kinds(segments), [true]);
  });

  it('remove empty ones, except the last', () => {
    const segments = new Segments();
    segments.lastOf(true).queue.push(run(1));
    segments.lastOf(false).queue.push(run(2));
    segments.first.queue.shift();
    assert.equal(segments.first.arrival, 2);
    segments.first.queue.shift();
    assert.deepEqual([kinds(segments), segments.first.isEmpty], [[false], true]);
  });

  it('have at hand what no row on the disk alone precedes, and all that is in memory alone', () => {
    const kind = fc.record({ stored: fc.boolean(), rows: fc.nat(1), runs: fc.nat(2) });
    fc.assert(
      fc.property(fc.array(kind, { maxLength: 6 }), (given) => {
        const segments = new Segments();
        const expected: number[] = [];
        let arrival = 0;
        let hasGap = false;
        for (const { stored, rows, runs } of given) {
          // Rows that another process left come after events of their own kind.
          const segment = segments.lastOf(stored);
          if (stored && segment.rows > 0) continue;
          for (let count = 0; count < runs; count++) {
            segment.queue.push(run(++arrival));
            if (!stored || !hasGap) expected.push(arrival);
          }
          if (!stored) continue;
          segment.countRows(rows, rows);
          hasGap ||= rows > 0;
        }

        assert.deepEqual(
          segments.runsAtHand().map(({ block }) => block.arrival),
          expected,
        );
      }),
    );
  });

  it('restart with events that are not on a disk', () => {
    const segments = new Segments();
    segments.lastOf(true).countRows(1, 1);
    const runs = arrived(bareBlock([1]), bareBlock([2, 3])).map(wholeOf);
    segments.reset(runs);
    assert.deepEqual([kinds(segments), segments.runs(), segments.first.rows], [[false], runs, 0]);
  });
});
