import assert from 'node:assert/strict';
import { serialize } from 'node:v8';
import type { Destination } from '../../src/events/model.js';
import { everything, numbered, openTestOutbox } from './helpers/outbox.js';
import { temporaryDirectory } from './helpers/service.js';
import { describeWithSqlite } from './helpers/with-sqlite.js';

interface Posted {
  readonly requests: number;
  readonly bytes: number;
}

/** What one export of an event for each of this many failing streams posts to the thread. */
async function postedByExport(streams: number): Promise<Posted> {
  using directory = temporaryDirectory();
  let posted: Posted = { requests: 0, bytes: 0 };
  const { outbox } = openTestOutbox({
    directory: directory.path,
    onPost(request) {
      posted = { requests: posted.requests + 1, bytes: posted.bytes + serialize(request).length };
    },
  });
  const destinations = Array.from({ length: streams }, (_, index): Destination => ({
    logGroupName: '/many',
    logStreamName: `stream-${String(index).padStart(6, '0')}`,
  }));
  const exportOnce = (): Promise<unknown> =>
    Promise.all(destinations.map(async (destination) => outbox.add(destination, numbered(0, 1)[0]!)));

  await exportOnce();
  for (const destination of destinations) {
    outbox.nack(destination, outbox.takeBatch(destination, everything));
  }
  posted = { requests: 0, bytes: 0 };
  await exportOnce();
  const counted = posted;
  await outbox.close();
  return counted;
}

describeWithSqlite('Many failing streams of a durable outbox', import.meta.url, () => {
  it('cost an export as many requests to the thread as there are streams, with little data', async () => {
    const few = await postedByExport(100);
    assert.ok(few.requests >= 100);

    for (const times of [10, 40]) {
      const many = await postedByExport(100 * times);
      assert.ok(many.requests <= times * few.requests, `${many.requests} requests`);
      // Ids grow by a few digits.
      assert.ok(many.bytes <= 1.1 * times * few.bytes, `${many.bytes} bytes`);
    }
  });
});
