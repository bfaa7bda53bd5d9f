import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { classifyError } from '../../src/deliver/classify-error.js';
import { narrow, type Part } from '../../src/deliver/parts.js';
import type { LogEvent } from '../../src/model.js';
import { bareEvent } from '../helpers/events.js';
import { serviceError, TEXTS } from '../helpers/service-error.js';

const MAX_CALLS = 40;

const events = (count: number): LogEvent[] =>
  Array.from({ length: count }, (_, index) => bareEvent(index, 50, index));

const invalid = (text = 'no event is named') =>
  classifyError('PutLogEvents', serviceError('InvalidParameterException', text));

const tooLarge = classifyError('PutLogEvents', serviceError('UnknownError', '', 413));

/** Plays the service: refuses a batch that holds one of the poison events. */
function search(
  all: readonly LogEvent[],
  isRefused: (part: readonly LogEvent[]) => boolean,
  failure = invalid(),
): { lost: LogEvent[]; kept: LogEvent[]; calls: number } {
  const lost: LogEvent[] = [];
  const kept: LogEvent[] = [];
  const parts: Part[] = [{ events: all }];
  let calls = 0;
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    calls++;
    if (isRefused(part.events)) {
      const narrowed = narrow(part, failure);
      lost.push(...narrowed.poison);
      parts.unshift(...narrowed.parts);
    } else {
      kept.push(...part.events);
    }
  }
  return { lost, kept, calls };
}

describe('narrow', () => {
  it('gives up a single event', () => {
    const [only] = events(1);

    assert.deepEqual(narrow({ events: [only!] }, invalid()), { poison: [only], parts: [], gaveUp: false });
  });

  it('takes out the events that the service names, counted from one, and sends the rest', () => {
    const all = events(5);

    const { poison, parts } = narrow({ events: all }, invalid(TEXTS.emptyMembers));

    assert.deepEqual(poison, [all[0], all[3]]);
    assert.deepEqual(
      parts.map((part) => part.events),
      [[all[1], all[2], all[4]]],
    );
  });

  it('sends nothing when all are named', () => {
    const all = events(1 + 3);
    const text = [1, 2, 3, 4].map((n) => `Value null at 'logEvents.${n}.member.message' failed`).join('; ');

    assert.deepEqual(narrow({ events: all }, invalid(text)), { poison: all, parts: [], gaveUp: false });
  });

  it('halves where the names lie outside the batch', () => {
    const text =
      "Value '' at 'logEvents.9.member.message' failed; Value '' at 'logEvents.0.member.message' failed";

    assert.equal(narrow({ events: events(4) }, invalid(text)).parts.length, 2);
  });

  it('believes no names in a refusal for size', () => {
    const named = { ...tooLarge, error: new Error(TEXTS.emptyMembers) };

    assert.equal(narrow({ events: events(4) }, named).parts.length, 2);
  });

  it('keeps the order in the halves', () => {
    const all = events(5);

    assert.deepEqual(
      narrow({ events: all }, invalid()).parts.map((part) => part.events),
      [all.slice(0, 3), all.slice(3)],
    );
  });

  it('finds one event among ten thousand, wherever it stands, and loses no other', () => {
    const all = events(10_000);
    for (const at of [0, 1, 4_999, 5_000, 9_998, 9_999]) {
      const { lost, kept, calls } = search(all, (part) => part.includes(all[at]!));

      assert.deepEqual(lost, [all[at]]);
      assert.equal(kept.length, 9_999);
      assert.ok(calls <= MAX_CALLS);
    }
  });

  it('sends what fits when only the whole is too large', () => {
    const all = events(1_000);

    const { lost, calls } = search(all, (part) => part.length > 300, tooLarge);

    assert.deepEqual(lost, []);
    assert.equal(calls, 7);
  });

  it('loses exactly the events that are refused by themselves, when they are few', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.uniqueArray(fc.nat({ max: 99 }), { maxLength: 3 }),
        (count, at) => {
          const all = events(count);
          const poison = all.filter((_, index) => at.includes(index));

          const { lost, kept } = search(all, (part) => poison.some((one) => part.includes(one)));

          assert.deepEqual(lost, poison);
          assert.deepEqual(
            kept,
            all.filter((one) => !poison.includes(one)),
          );
        },
      ),
    );
  });

  it('never takes more calls than its bound, loses all poison, and settles each event once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000 }),
        fc.array(fc.nat({ max: 1_999 }), { maxLength: 200 }),
        (count, at) => {
          const all = events(count);
          const poison = new Set(at.map((index) => all[index % count]!));

          const { lost, kept, calls } = search(all, (part) => part.some((one) => poison.has(one)));

          assert.ok(calls <= MAX_CALLS, `${calls} calls`);
          assert.ok([...poison].every((one) => lost.includes(one)));
          assert.equal(lost.length + kept.length, count);
          assert.equal(new Set([...lost, ...kept]).size, count);
          assert.deepEqual(
            kept,
            kept.toSorted((a, b) => a.arrival - b.arrival),
          );
        },
      ),
    );
  });

  it('does not mix up the searches of two batches', () => {
    const [first, second] = [events(64), events(64)];
    search(first, () => true);

    assert.deepEqual(search(second, (part) => part.includes(second[7]!)).lost, [second[7]]);
  });
});
