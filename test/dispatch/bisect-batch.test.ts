import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { classifyError } from '../../src/deliver/classify-error.js';
import type { Failure } from '../../src/failures/failure.js';
import { narrow, type Portion } from '../../src/dispatch/bisect-batch.js';
import { bareBlock, eventsIn, eventsOf, runsOf, type TestEvent } from '../helpers/events.js';
import { serviceError, TEXTS } from '../helpers/service-error.js';

/** This many events in blocks of up to seven. */
const events = (count: number): TestEvent[] =>
  Array.from({ length: Math.ceil(count / 7) }, (_, at) => {
    const times = Array.from({ length: Math.min(7, count - at * 7) }, (_event, index) => at * 7 + index);
    return eventsOf(bareBlock(times));
  }).flat();

/** The remaining work, in single events. */
function narrowed(
  all: readonly TestEvent[],
  failure: Failure,
): { poison: TestEvent[]; remainder: TestEvent[][]; gaveUp: boolean } {
  const { poison, remainder, gaveUp } = narrow({ events: runsOf(all) }, failure);
  return {
    poison: eventsIn(poison),
    remainder: remainder.map((portion) => eventsIn(portion.events)),
    gaveUp,
  };
}

const invalid = (text = 'no event is named') =>
  classifyError('PutLogEvents', serviceError('InvalidParameterException', text));

const tooLarge = classifyError('PutLogEvents', serviceError('UnknownError', '', 413));

/** Narrows a batch of which so many calls were answered. */
function narrowedAfter(calls: number, all: readonly TestEvent[]) {
  return narrow({ events: runsOf(all), search: { calls } }, invalid());
}

/** The calls of a search that uses all of them: two halves were the last that it could try. */
const MAX_CALLS =
  Array.from({ length: 1_000 }, (_, calls) => calls).findLast(
    (calls) => !narrowedAfter(calls, events(8)).gaveUp,
  )! + 2;

/** Plays the service: refuses a batch that contains a bad event. */
function search(
  all: readonly TestEvent[],
  isRefused: (portion: ReadonlySet<TestEvent>) => boolean,
  failure = invalid(),
): { lost: TestEvent[]; kept: TestEvent[]; calls: number } {
  const lost: TestEvent[] = [];
  const kept: TestEvent[] = [];
  const portions: Portion[] = [{ events: runsOf(all) }];
  let calls = 0;
  for (let portion = portions.shift(); portion !== undefined; portion = portions.shift()) {
    calls++;
    const sent = eventsIn(portion.events);
    if (isRefused(new Set(sent))) {
      const { poison, remainder: rest } = narrow(portion, failure);
      lost.push(...eventsIn(poison));
      portions.unshift(...rest);
    } else {
      kept.push(...sent);
    }
  }
  return { lost, kept, calls };
}

describe('bisect-batch: narrow', () => {
  it('drops a single event', () => {
    const [only] = events(1);

    assert.deepEqual(narrowed([only!], invalid()), { poison: [only], remainder: [], gaveUp: false });
  });

  it('removes the events that the service names, counted from one, and sends the rest', () => {
    const all = events(5);

    const { poison, remainder } = narrowed(all, invalid(TEXTS.emptyMembers));

    assert.deepEqual(poison, [all[0], all[3]]);
    assert.deepEqual(remainder, [[all[1], all[2], all[4]]]);
  });

  it('sends nothing when all are named', () => {
    const all = events(1 + 3);
    const text = [1, 2, 3, 4].map((n) => `Value null at 'logEvents.${n}.member.message' failed`).join('; ');

    assert.deepEqual(narrowed(all, invalid(text)), { poison: all, remainder: [], gaveUp: false });
  });

  it('reads indexes of several digits, and the last one', () => {
    const all = events(12);
    const { poison } = narrowed(all, invalid("Value '' at 'logEvents.12.member.message' failed"));
    assert.deepEqual(poison, [all[11]]);
    const beyond = narrowed(all, invalid("Value '' at 'logEvents.13.member.message' failed"));
    assert.deepEqual([beyond.poison, beyond.remainder.length], [[], 2]);
  });

  it('uses all of its calls before it gives up, and none on portions that it drops', () => {
    const all = events(8);
    const { gaveUp, poison, remainder } = narrowedAfter(MAX_CALLS - 1, all);
    assert.deepEqual([gaveUp, eventsIn(poison), remainder], [true, all, []]);

    const shared = { calls: MAX_CALLS - 1 };
    narrow({ events: runsOf(all), search: shared }, invalid());
    assert.equal(shared.calls, MAX_CALLS - 1);
  });

  it('halves the batch where the named indexes lie outside of it', () => {
    const text =
      "Value '' at 'logEvents.9.member.message' failed; Value '' at 'logEvents.0.member.message' failed";

    assert.equal(narrowed(events(4), invalid(text)).remainder.length, 2);
  });

  it('ignores named indexes in a refusal because of size', () => {
    const named = { ...tooLarge, error: new Error(TEXTS.emptyMembers) };

    assert.equal(narrowed(events(4), named).remainder.length, 2);
  });

  it('keeps the order in the halves', () => {
    const all = events(5);

    assert.deepEqual(narrowed(all, invalid()).remainder, [all.slice(0, 3), all.slice(3)]);
  });

  it('finds one event among ten thousand at any position, and loses no other', () => {
    const all = events(10_000);
    for (const at of [0, 1, 4_999, 5_000, 9_998, 9_999]) {
      const { lost, kept, calls } = search(all, (portion) => portion.has(all[at]!));

      assert.deepEqual(lost, [all[at]]);
      assert.equal(kept.length, 9_999);
      assert.ok(calls <= MAX_CALLS);
    }
  });

  it('sends the portions when only the whole is too large', () => {
    const all = events(1_000);

    const { lost, calls } = search(all, (portion) => portion.size > 300, tooLarge);

    assert.deepEqual(lost, []);
    assert.equal(calls, 7);
  });

  it('loses exactly the events that are refused on their own, when they are few', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.uniqueArray(fc.nat({ max: 99 }), { maxLength: 3 }),
        (count, at) => {
          const all = events(count);
          const poison = all.filter((_, index) => at.includes(index));

          const { lost, kept } = search(all, (portion) => poison.some((one) => portion.has(one)));

          assert.deepEqual(lost, poison);
          assert.deepEqual(
            kept,
            all.filter((one) => !poison.includes(one)),
          );
        },
      ),
    );
  });

  it('never exceeds its number of calls, loses all bad events, and gives each event one outcome', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000 }),
        fc.array(fc.nat({ max: 1_999 }), { maxLength: 200 }),
        (count, at) => {
          const all = events(count);
          const poison = new Set(at.map((index) => all[index % count]!));

          const { lost, kept, calls } = search(all, (portion) => [...portion].some((one) => poison.has(one)));

          assert.ok(calls <= MAX_CALLS, `${calls} calls`);
          assert.ok([...poison].every((one) => lost.includes(one)));
          assert.equal(lost.length + kept.length, count);
          assert.equal(new Set([...lost, ...kept]).size, count);
          assert.deepEqual(
            kept,
            kept.toSorted((a, b) => a.timestamp - b.timestamp),
          );
        },
      ),
    );
  });

  it('keeps the searches of two batches separate', () => {
    const [first, second] = [events(64), events(64)];
    search(first, () => true);

    assert.deepEqual(search(second, (portion) => portion.has(second[7]!)).lost, [second[7]]);
  });
});
