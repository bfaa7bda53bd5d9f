import assert from 'node:assert/strict';
import { createFeed, type Update } from '../../../src/cli/local/feed.js';
import { createFakeClock } from '../../helpers/fake-clock.js';

const STREAM = { logGroupName: '/g', logStreamName: 's' };

function event(body: string, severityNumber = 9): { timestamp: number; message: string } {
  return { timestamp: 1, message: JSON.stringify({ body, severityNumber, traceId: 'abc' }) };
}

describe('feed', () => {
  it('notifies a watcher of changes at most every 100 ms', async () => {
    const clock = createFakeClock();
    const feed = createFeed(clock);
    const updates: Update[] = [];
    feed.stored(STREAM, [event('before')]);
    const end = feed.subscribe((update) => updates.push(update));
    feed.stored(STREAM, [event('one')]);
    feed.stored({ ...STREAM, logStreamName: 't' }, [event('two', 17)]);
    await clock.advance(99);
    assert.equal(updates.length, 0);
    await clock.advance(1);
    const [update] = updates;
    assert.deepEqual(
      update?.entries.map(({ text, level, traceId }) => [text, level, traceId]),
      [
        ['one', 'info', 'abc'],
        ['two', 'error', 'abc'],
      ],
    );
    assert.deepEqual(update?.streams, [
      ['/g', 's', 2],
      ['/g', 't', 1],
    ]);
    assert.deepEqual(update?.totals, { events: 3, problems: 0 });
    end();
    feed.stored(STREAM, [event('without a watcher')]);
    await clock.advance(1_000);
    assert.equal(updates.length, 1);
  });

  it('names the streams of a change in the order of their last use, as they are forgotten', async () => {
    const clock = createFakeClock();
    const feed = createFeed(clock);
    const updates: Update[] = [];
    feed.subscribe((update) => updates.push(update));
    for (const logStreamName of ['a', 'b', 'a']) feed.stored({ ...STREAM, logStreamName }, [event('one')]);
    await clock.advance(100);
    assert.deepEqual(
      updates.flatMap(({ streams }) => streams),
      [
        ['/g', 'b', 1],
        ['/g', 'a', 2],
      ],
    );
  });

  it('sends nothing twice, and stops sending, when a page is reloaded', async () => {
    const clock = createFakeClock();
    const feed = createFeed(clock);
    const updates: Update[] = [];
    const end = feed.subscribe(() => assert.fail('it has gone'));
    feed.stored(STREAM, [event('one')]);
    end();
    feed.subscribe((update) => updates.push(update));
    await clock.advance(10_000);
    assert.deepEqual(updates, []);
    feed.stored(STREAM, [event('two')]);
    await clock.advance(10_000);
    assert.equal(updates.length, 1);
  });

  it('has a snapshot for later watchers: entries, counts, and the seconds by level', async () => {
    const clock = createFakeClock();
    const feed = createFeed(clock);
    feed.stored(STREAM, [event('a'), event('b', 17)]);
    await clock.advance(1_000);
    feed.stored(STREAM, [event('c')]);
    const { type, entries, streams, seconds, totals } = feed.snapshot();
    assert.deepEqual([type, entries.length, totals.events], ['snapshot', 3, 3]);
    assert.deepEqual(streams, [['/g', 's', 3]]);
    assert.deepEqual(
      seconds.map(({ counts }) => counts),
      [
        [0, 1, 0, 1, 0, 0, 0],
        [0, 0, 0, 1, 0, 0, 0],
      ],
    );
  });

  it('shows rejected events and broken rules, with the rule', () => {
    const feed = createFeed(createFakeClock());
    feed.rejected(STREAM, 'tooOld', [event('old')]);
    feed.violated({ rule: 'batch order', message: 'not in order', action: 'PutLogEvents', time: 5 });
    const { entries, totals } = feed.snapshot();
    assert.deepEqual(
      entries.map(({ kind, label, text }) => [kind, label, text]),
      [
        ['rejected', 'too old', 'more than 14 days old: old'],
        ['violation', 'batch order', 'PutLogEvents: not in order'],
      ],
    );
    assert.deepEqual(totals, { events: 0, problems: 2 });
  });

  it('keeps the newest entries within its bounds, and counts all', async () => {
    const clock = createFakeClock();
    const feed = createFeed(clock);
    const updates: Update[] = [];
    feed.subscribe((update) => updates.push(update));
    const burst = Array.from({ length: 10_000 }, (_, index) => event(String(index)));
    feed.stored(STREAM, burst);
    await clock.advance(100);
    const { entries, totals } = feed.snapshot();
    assert.ok(entries.length <= 2_200, `${entries.length} entries`);
    assert.equal(entries.at(-1)?.text, '9999');
    assert.equal(totals.events, 10_000);
    assert.equal(updates[0]?.entries.length, 500);
    assert.equal(updates[0]?.entries.at(-1)?.text, '9999');

    for (let index = 0; index < 3_000; index++) {
      feed.stored({ ...STREAM, logStreamName: String(index) }, [event('x')]);
    }
    assert.equal(feed.snapshot().streams.length, 2_000);
  });

  it('keeps at most some megabytes of large events, each of them cut', () => {
    const feed = createFeed(createFakeClock());
    for (let index = 0; index < 300; index++) {
      feed.stored(STREAM, [{ timestamp: 1, message: 'x'.repeat(100_000) }]);
    }
    const { entries } = feed.snapshot();
    const kept = entries.reduce((sum, { message }) => sum + message.length, 0);
    assert.ok(kept <= 1.1 * 8 * 1024 * 1024, `${kept} characters`);
    assert.match(entries[0]?.message ?? '', /^x{65536}… \(34464 characters more\)$/);
    assert.equal(entries[0]?.text.length, 2_000);
  });

  it('keeps the last two minutes of counts', async () => {
    const clock = createFakeClock();
    const feed = createFeed(clock);
    for (let second = 0; second < 200; second++) {
      feed.stored(STREAM, [event('x')]);
      await clock.advance(1_000);
    }
    assert.equal(feed.snapshot().seconds.length, 120);
  });
});
