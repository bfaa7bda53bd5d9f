import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  append,
  arrivalOf,
  bytesOf,
  countOf,
  inArrivalOrder,
  partition,
  pick,
  spanOf,
  spanOfTimes,
  startOf,
  subtract,
  subtraction,
  sizeOf,
  wholeOf,
} from '../../src/events/runs.js';
import type { EventBlock, EventRun } from '../../src/events/model.js';
import {
  arrivalIn,
  arrived,
  bareBlock,
  block,
  eventsIn,
  eventsOf,
  runsOf,
  wireOf,
  type TestEvent,
} from '../helpers/events.js';

const anyBlocks = fc
  .array(fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 })
  .map((times) => arrived(...times.map((some) => bareBlock(some))));

/** Some events of a few blocks, each once, in any order; runs as long as possible, or of one event each. */
const anyRuns = fc
  .record({
    blocks: anyBlocks,
    key: fc.func(fc.nat({ max: 3 })),
    isSorted: fc.boolean(),
    isSingle: fc.boolean(),
  })
  .map(({ blocks, key, isSorted, isSingle }) => {
    const all = eventsOf(...blocks).filter((one) => key('in', arrivalIn(one)) > 0);
    const events = isSorted ? all : all.toSorted((a, b) => key(arrivalIn(a)) - key(arrivalIn(b)));
    return { events, runs: isSingle ? events.flatMap((one) => runsOf([one])) : runsOf(events) };
  });

/** No two adjacent runs that could be one. */
function assertJoined(runs: readonly EventRun[]): void {
  assert.deepEqual(runs, runsOf(eventsIn(runs)));
}

describe('runs', () => {
  it('add up the billed bytes of the events', () => {
    const sized = bareBlock([1, 2, 3], [100, 20, 3]);
    assert.equal(sizeOf([]), 0);
    assert.equal(sizeOf([wholeOf(sized)]), 123);
    assert.equal(
      sizeOf([
        { block: sized, from: 0, to: 1 },
        { block: sized, from: 2, to: 3 },
      ]),
      103,
    );
  });

  it('are all events of a block', () => {
    fc.assert(
      fc.property(anyBlocks, ([one]) => {
        assert.deepEqual(eventsIn([wholeOf(one!)]), eventsOf(one!));
      }),
    );
  });

  it('are counted by their events', () => {
    fc.assert(
      fc.property(anyRuns, ({ runs, events }) => {
        assert.equal(countOf(runs), events.length);
      }),
    );
  });

  it('span the times of their events', () => {
    fc.assert(
      fc.property(anyRuns, ({ runs, events }) => {
        const times = events.map(({ timestamp }) => timestamp);
        const expected = { count: times.length, from: Math.min(...times), to: Math.max(...times) };

        assert.deepEqual(spanOf(runs), expected);
        assert.deepEqual(spanOfTimes(times), expected);
      }),
    );
  });

  it('have the bytes of their events, with one comma between neighbors', () => {
    const anyParts = fc.array(fc.tuple(fc.nat(), fc.string({ unit: 'binary', minLength: 1 })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(anyParts, fc.nat(), fc.nat(), (parts, a, b) => {
        const one = block(...parts);
        const [from, last] = [a % parts.length, b % parts.length].toSorted((x, y) => x - y);
        const run = { block: one, from: from!, to: last! + 1 };

        const read: unknown = JSON.parse(`[${Buffer.from(bytesOf(run)).toString()}]`);

        assert.deepEqual(read, eventsIn([run]).map(wireOf));
        assert.equal(startOf(one, from!), bytesOf(run).byteOffset - one.bytes.byteOffset);
      }),
    );
  });

  it('share the memory of their block', () => {
    const one = block([1, 'one'], [2, 'two']);

    assert.equal(bytesOf(wholeOf(one)).buffer, one.bytes.buffer);
  });

  it('have the arrival of their first event', () => {
    fc.assert(
      fc.property(anyRuns, ({ runs }) => {
        assert.deepEqual(
          runs.map(arrivalOf),
          runs.map((run) => arrivalIn(eventsIn([run])[0]!)),
        );
      }),
    );
  });
});

describe('runs: append', () => {
  it('makes the same list event by event, in as few runs as possible', () => {
    fc.assert(
      fc.property(anyRuns, ({ events }) => {
        const runs: EventRun[] = [];
        for (const { block: of, index } of events) append(runs, of, index);

        assert.deepEqual(eventsIn(runs), events);
        assertJoined(runs);
      }),
    );
  });
});

describe('runs: inArrivalOrder', () => {
  it('returns the same events, sorted, in as few runs as possible, and does not change the list', () => {
    fc.assert(
      fc.property(anyRuns, ({ runs, events }) => {
        const sorted = inArrivalOrder(runs);

        assert.deepEqual(
          eventsIn(sorted),
          events.toSorted((a, b) => arrivalIn(a) - arrivalIn(b)),
        );
        assertJoined(sorted);
        assert.deepEqual(eventsIn(runs), events);
      }),
    );
  });
});

describe('runs: pick', () => {
  it('returns what slice returns for single events', () => {
    fc.assert(
      fc.property(anyRuns, fc.nat({ max: 50 }), fc.nat({ max: 50 }), ({ runs, events }, from, to) => {
        assert.deepEqual(eventsIn(pick(runs, from, to)), from < to ? events.slice(from, to) : []);
        assert.deepEqual(eventsIn(pick(runs, from)), events.slice(from));
      }),
    );
  });

  it('returns no empty run', () => {
    fc.assert(
      fc.property(anyRuns, fc.nat({ max: 50 }), fc.nat({ max: 50 }), ({ runs }, from, to) => {
        assert.ok(pick(runs, from, to).every((run) => run.from < run.to));
      }),
    );
  });
});

describe('runs: partition', () => {
  it('visits each event once, in order, and keeps the order in both lists', () => {
    fc.assert(
      fc.property(anyRuns, fc.func(fc.boolean()), ({ runs, events }, isMeant) => {
        const asked: TestEvent[] = [];

        const { meant, others } = partition(runs, (of, index) => {
          const one = eventsOf(of)[index]!;
          asked.push(one);
          return isMeant(arrivalIn(one));
        });

        assert.deepEqual(asked, events);
        assert.deepEqual(
          eventsIn(meant),
          events.filter((one) => isMeant(arrivalIn(one))),
        );
        assert.deepEqual(
          eventsIn(others),
          events.filter((one) => !isMeant(arrivalIn(one))),
        );
        assertJoined(meant);
        assertJoined(others);
      }),
    );
  });
});

describe('runs: subtraction', () => {
  it('subtracts one list from several others', () => {
    const [first, second, third] = arrived(bareBlock([1, 2, 3]), bareBlock([4]), bareBlock([5]));
    const lists = [[wholeOf(first!)], [wholeOf(second!), wholeOf(third!)], []];

    const differences = lists.map(subtraction([{ block: first!, from: 1, to: 2 }, wholeOf(third!)]));

    assert.deepEqual(differences, [
      {
        removed: [{ block: first, from: 1, to: 2 }],
        left: [
          { block: first, from: 0, to: 1 },
          { block: first, from: 2, to: 3 },
        ],
      },
      { removed: [wholeOf(third!)], left: [wholeOf(second!)] },
      { removed: [], left: [] },
    ]);
  });
});

describe('runs: subtract', () => {
  it('separates what is in both lists from what is only in the first', () => {
    fc.assert(
      fc.property(anyRuns, fc.func(fc.nat({ max: 2 })), ({ runs, events }, key) => {
        // Sent events may be in any order, and need not be in the list.
        const stranger: EventBlock = bareBlock([1, 2, 3]);
        const gone = [...events, ...eventsOf(stranger)]
          .filter((one) => key('gone', arrivalIn(one)) > 0)
          .toSorted((a, b) => key(arrivalIn(a)) - key(arrivalIn(b)));

        const { removed, left } = subtract(runs, runsOf(gone));

        assert.deepEqual(
          eventsIn(removed),
          events.filter((one) => gone.includes(one)),
        );
        assert.deepEqual(
          eventsIn(left),
          events.filter((one) => !gone.includes(one)),
        );
      }),
    );
  });

  it('recognizes a list that comes back as it was handed out', () => {
    fc.assert(
      fc.property(anyRuns, ({ runs, events }) => {
        const { removed, left } = subtract(runs, runs);

        assert.deepEqual([eventsIn(removed), left], [events, []]);
      }),
    );
  });
});
