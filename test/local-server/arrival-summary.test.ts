import assert from 'node:assert/strict';
import { summarizeArrivals } from '../../src/local-server/arrival-summary.js';
import { Recorder } from '../../src/local-server/recorder.js';
import type { Store } from '../../src/local-server/model/store.js';
import { DAY, HOUR, NOW, storeWith } from './helpers.js';

function storeOf(group: string, counts: Readonly<Record<string, number>>, message = 'x'): Store {
  const { store, streams } = storeWith(group, Object.keys(counts));
  for (const [name, count] of Object.entries(counts)) {
    const events = Array.from({ length: count }, () => ({ message, timestamp: NOW }));
    store.append(streams.get(name)!, events, count * message.length, NOW);
  }
  return store;
}

describe('arrival-summary', () => {
  const empty = storeOf('/g', {});

  it('says that nothing arrived', () => {
    assert.equal(summarizeArrivals(empty, new Recorder()), '0 (no streams)');
  });

  it('counts the events of each stream, the empty ones too', () => {
    const store = storeOf('/g', { a: 2, b: 0, c: 1 });
    assert.equal(summarizeArrivals(store, new Recorder()), '3 (/g/a: 2, /g/b: 0, /g/c: 1)');
  });

  it('does not count the loss notices of the exporter', () => {
    const store = storeOf('/g', { a: 1 }, '1 log record was lost here: too_old');
    store.append(store.stream('/g', 'a'), [{ message: 'x', timestamp: NOW }], 1, NOW);
    assert.equal(summarizeArrivals(store, new Recorder()), '1 (/g/a: 1)');
  });

  for (const [count, isCut] of [
    [9, false],
    [10, false],
    [11, true],
  ] as const) {
    it(`names ${isCut ? 'the first ten' : 'all'} of ${count} streams`, () => {
      const store = storeOf(
        '/g',
        Object.fromEntries(Array.from({ length: count }, (_, at) => [`s${at}`, 1])),
      );
      const text = summarizeArrivals(store, new Recorder());
      assert.equal(text.match(/\/g\/s\d+: 1/g)?.length, Math.min(count, 10));
      assert.equal(text.endsWith(', ...)'), isCut);
      assert.ok(text.startsWith(`${count} (`));
    });
  }

  it('gives the reasons of what was rejected, an example, and what helps', () => {
    const recorder = new Recorder();
    recorder.addRejected('tooNew', 2, { timestamp: NOW + 3 * HOUR, now: NOW });
    recorder.addRejected('expired', 1, { timestamp: NOW - 8 * DAY, now: NOW });
    const text = summarizeArrivals(empty, recorder);
    assert.match(
      text,
      /Rejected: 2 more than 2 hours ahead, 1 older than the retention of the group; one has/,
    );
    assert.match(text, /the time 2026-11-13T12:00:00\.000Z, the server 2026-11-21T12:00:00\.000Z\. If the/);
    assert.ok(!text.includes('days old'), text);
  });

  it('shows a time that no Date can hold as a number', () => {
    const recorder = new Recorder();
    recorder.addRejected('tooNew', 1, { timestamp: 9e15, now: NOW });
    assert.match(summarizeArrivals(empty, recorder), /one has the time 9000000000000000, the server 2026-/);
  });

  it('counts the requests that broke a rule and quotes the beginning of the last', () => {
    const recorder = new Recorder();
    const violation = { rule: 'message', action: 'PutLogEvents', time: NOW } as const;
    recorder.addViolation({ ...violation, message: 'first' });
    recorder.addViolation({ ...violation, message: 'last'.padEnd(5_000, '!') });
    const text = summarizeArrivals(empty, recorder);
    assert.match(text, /Requests that broke a rule: 2, the last PutLogEvents \(message\): last!+$/);
    assert.ok(!text.includes('first') && text.length < 500, text);
  });
});
