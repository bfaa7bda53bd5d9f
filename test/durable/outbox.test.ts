import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { until } from '../helpers/until.js';
import { ARRIVAL_STEP } from '../../src/outbox/journal/arrivals.js';
import { packRow } from '../../src/outbox/journal/row-codec.js';
import { destination, event } from '../helpers/events.js';
import { createFakeClock } from '../helpers/fake-clock.js';
import {
  bytesOnDisk,
  deliverAll,
  deliverUntilDrained,
  everything,
  OWNER,
  makeFile,
  numbered,
  openTestOutbox,
  range,
  textsOf,
} from './helpers/outbox.js';
import { countOf } from '../../src/events/runs.js';
import type { EventBlock } from '../../src/events/model.js';
import { createBatchCutter } from '../../src/dispatch/batch-cutter.js';
import { FOLDER, temporaryDirectory } from './helpers/service.js';
import { storeAll } from '../helpers/outbox.js';
import { describeWithSqlite } from './helpers/with-sqlite.js';
import { damagePages, damageRow, damageTable } from './helpers/damage.js';

const MIB = 1024 * 1024;

/** Ten events that are all of one time. */
function numberedAt(time: number): EventBlock {
  return { ...numbered(20, 10)[0]!, timestamps: new Float64Array(10).fill(time) };
}

describeWithSqlite('A durable outbox', import.meta.url, () => {
  it('restores the whole entity of what another process left', async () => {
    using directory = temporaryDirectory();
    const attributes = { PlatformType: 'AWS::EKS', 'EKS.Cluster': 'c', 'K8s.Namespace': 'n' };
    const entity = { name: 'shop', environment: 'eks:c/n', attributes };
    const first = openTestOutbox({ directory: directory.path });
    assert.equal(await first.outbox.add(destination('a'), event('x'), entity), 0);
    await first.outbox.close();

    const next = openTestOutbox({ directory: directory.path });
    await until(() => next.outbox.hasWaiting(destination('a')));

    assert.deepEqual(next.outbox.entityOf(destination('a')), entity);
    await next.outbox.close();
  });

  it('delivers what another process left, in order, and leaves no file', async () => {
    using directory = temporaryDirectory();
    const first = openTestOutbox({ directory: directory.path });
    await storeAll(first.outbox, destination('a'), numbered(0, 100));
    await storeAll(first.outbox, destination('a'), numbered(100, 100));
    await storeAll(first.outbox, destination('b'), numbered(0, 10));
    await first.outbox.close();

    const next = openTestOutbox({ directory: directory.path });
    const arrived = await deliverUntilDrained(next);

    assert.deepEqual(
      arrived,
      new Map([
        ['a', range(0, 200)],
        ['b', range(0, 10)],
      ]),
    );
    await next.outbox.close();
    assert.deepEqual(directory.files(), []);
  });

  it('waits in its first flush for events of other processes, if there are any', async () => {
    using directory = temporaryDirectory();
    const first = openTestOutbox({ directory: directory.path });
    await storeAll(first.outbox, destination('a'), numbered(0, 10));
    await first.outbox.close();

    const known = new EventEmitter();
    const next = openTestOutbox({
      directory: directory.path,
      owner: () => once(known, 'owner').then(() => OWNER),
    });
    let isDrained = false;
    const drained = next.outbox.drained().then(() => (isDrained = true));
    await until(() => known.listenerCount('owner') === 1);
    assert.equal(isDrained, false);
    known.emit('owner');
    const arrived = await deliverAll(next, () => isDrained);
    await drained;
    assert.deepEqual(arrived.get('a'), range(0, 10));
    await next.outbox.close();
  });

  it('does not wait if the identity is not known, nor if nothing was left', async () => {
    using directory = temporaryDirectory();
    const first = openTestOutbox({ directory: directory.path });
    await first.outbox.drained();
    await storeAll(first.outbox, destination('a'), numbered(0, 10));
    await first.outbox.close();

    const next = openTestOutbox({
      directory: directory.path,
      owner: () => Promise.reject(new Error('no credentials')),
    });
    await next.outbox.drained();
    await next.outbox.close();
    assert.equal(directory.files().length, 1);
  });

  it('divides 20 left-over files between two that start at once', async () => {
    using directory = temporaryDirectory();
    for (let file = 0; file < 20; file++) {
      const one = openTestOutbox({ directory: directory.path });
      await storeAll(one.outbox, destination('a'), numbered(file * 100, 100));
      await one.outbox.close();
    }

    const both = [
      openTestOutbox({ directory: directory.path }),
      openTestOutbox({ directory: directory.path }),
    ];
    const arrived = await Promise.all(both.map(deliverUntilDrained));

    const all = arrived.flatMap((found) => found.get('a') ?? []);
    assert.deepEqual(
      all.toSorted((a, b) => Number(a) - Number(b)),
      range(0, 2_000),
    );
    for (const { outbox } of both) {
      await outbox.close();
    }
    assert.deepEqual(directory.files(), []);
  });

  for (const whenFull of ['drop-newest', 'drop-oldest'] as const) {
    it(`takes no more of the disk than maxBytes, and loses nothing uncounted (${whenFull})`, async () => {
      const maxBytes = 16 * MIB;
      // Rows of many small events and rows of few large ones, some of them answered, for streams that fail or not.
      const step = fc.record({
        stream: fc.constantFrom('a', 'b'),
        count: fc.integer({ min: 1, max: 40 }),
        bytes: fc.constantFrom(10, 1_000, 50_000),
        next: fc.constantFrom('nothing', 'ack', 'nack'),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 25, maxLength: 40 }), async (steps) => {
          using directory = temporaryDirectory();
          // What another left counts too.
          const before = openTestOutbox({ directory: directory.path, maxBytes });
          await storeAll(before.outbox, destination('old'), numbered(0, 40, 100_000));
          await before.outbox.close();
          const one = openTestOutbox({ directory: directory.path, maxBytes, whenFull });
          let added = 40;
          let acknowledged = 0;
          let most = 0;
          for (const { stream, count, bytes, next } of steps) {
            const to = destination(stream);
            await storeAll(one.outbox, to, numbered(added, count, bytes));
            added += count;
            most = Math.max(most, bytesOnDisk(directory.path));
            if (next === 'nothing') continue;
            const batch = one.outbox.takeBatch(to, everything);
            one.outbox[next](to, batch);
            if (next === 'ack') acknowledged += countOf(batch);
          }
          const arrived = await deliverUntilDrained(one);
          const delivered = [...arrived.values()].reduce((sum, { length }) => sum + length, 0);
          assert.ok(most <= maxBytes + MIB, `${most} bytes`);
          assert.equal(delivered + acknowledged + one.lostCount('outbox_full'), added);
          await one.outbox.close();
          assert.deepEqual(directory.files(), []);
        }),
        { numRuns: 4 },
      );
    });
  }

  it('makes room with the oldest rows on the disk, except those at the service', async () => {
    using directory = temporaryDirectory();
    const one = openTestOutbox({ directory: directory.path, maxBytes: 16 * MIB, whenFull: 'drop-oldest' });
    const to = destination('a');
    await storeAll(one.outbox, to, numbered(0, 10, 100_000));
    const atService = one.outbox.takeBatch(to, everything);
    const sent = textsOf(atService);
    for (let row = 1; row < 40; row++) await storeAll(one.outbox, to, numbered(row * 10, 10, 100_000));

    const lost = one.lostCount('outbox_full');
    assert.ok(lost > 100 && lost % 10 === 0);
    one.outbox.ack(to, atService);
    const arrived = await deliverAll(one);
    // The first row was at the service; of the others the oldest went.
    assert.deepEqual(arrived.get('a'), range(10 + lost, 390 - lost));
    assert.deepEqual(sent, range(0, 10));
    await one.outbox.close();
  });

  it('counts renamed files, and keeps events in memory if they leave no room', async () => {
    using directory = temporaryDirectory();
    mkdirSync(join(directory.path, FOLDER), { mode: 0o700 });
    const aside = join(directory.path, FOLDER, 'x.sqlite.damaged-1');
    makeFile(aside, 10 * MIB);
    const one = openTestOutbox({ directory: directory.path, maxBytes: 16 * MIB });
    const to = destination('a');
    assert.equal(await storeAll(one.outbox, to, numbered(0, 10)), 0);
    assert.match(one.said.join(), /CWL_OUTBOX_DISK_FAILED: .*10485760 bytes of outbox\.maxBytes/);
    assert.equal(bytesOnDisk(directory.path), 10 * MIB);

    rmSync(aside);
    assert.equal(await storeAll(one.outbox, to, numbered(10, 10)), 0);
    assert.match(one.said.join(), /CWL_OUTBOX_DISK_WORKS_AGAIN/);
    assert.deepEqual((await deliverAll(one)).get('a'), range(0, 20));
    await one.outbox.close();
  });

  it('keeps the order if a disk that holds events fails, and works again', async () => {
    using directory = temporaryDirectory();
    const aside = join(directory.path, FOLDER, 'x.sqlite.damaged-1');
    const one = openTestOutbox({ directory: directory.path, maxBytes: 64 * MIB });
    const to = destination('a');
    // The stream fails: most of it is on the disk alone.
    await storeAll(one.outbox, to, numbered(0, 1));
    one.outbox.nack(to, one.outbox.takeBatch(to, everything));
    for (let row = 0; row < 10; row++) await storeAll(one.outbox, to, numbered(1 + row * 10, 10, 100_000));
    for (let failures = 0; failures < 3; failures++) {
      const first = 101 + failures * 20;
      makeFile(aside, 50 * MIB);
      await storeAll(one.outbox, to, numbered(first, 10));
      rmSync(aside);
      await storeAll(one.outbox, to, numbered(first + 10, 10));
    }

    one.ready.add(to);
    assert.deepEqual((await deliverAll(one)).get('a'), range(0, 161));
    await one.outbox.close();
  });

  it('keeps the order if rows go back to the disk before events that it did not take', async () => {
    using directory = temporaryDirectory();
    const aside = join(directory.path, FOLDER, 'x.sqlite.damaged-1');
    const one = openTestOutbox({ directory: directory.path, maxBytes: 64 * MIB });
    const [to, other] = [destination('a'), destination('b')];
    for (let row = 0; row < 30; row++) await storeAll(one.outbox, to, numbered(row * 10, 10, 100_000));
    makeFile(aside, 50 * MIB);
    await storeAll(one.outbox, to, numbered(300, 10));
    rmSync(aside);
    const batch = one.outbox.takeBatch(to, createBatchCutter({ maxBatchBytes: MIB, maxBatchCount: 5 }));
    // With what is on its way for another stream, memory is too dear for one that fails.
    const added = storeAll(one.outbox, other, numbered(0, 40, 100_000));
    one.outbox.nack(to, batch);
    await added;

    const arrived = await deliverAll(one);
    assert.deepEqual(arrived.get('a'), range(0, 310));
    assert.deepEqual(arrived.get('b'), range(0, 40));
    await one.outbox.close();
  });

  it("reads rows that waited for what 'drop-oldest' has dropped since", async () => {
    using directory = temporaryDirectory();
    const aside = join(directory.path, FOLDER, 'x.sqlite.damaged-1');
    const one = openTestOutbox({ directory: directory.path, maxBytes: 80 * MIB, whenFull: 'drop-oldest' });
    const [to, other] = [destination('a'), destination('b')];
    await storeAll(one.outbox, to, numbered(0, 1));
    const batch = one.outbox.takeBatch(to, everything);
    makeFile(aside, 70 * MIB);
    await storeAll(one.outbox, to, numbered(1, 10));
    rmSync(aside);
    await storeAll(one.outbox, to, numbered(11, 10));
    one.outbox.ack(to, batch);
    makeFile(aside, 70 * MIB);
    for (let row = 0; one.lost.length === 0; row++)
      await storeAll(one.outbox, other, numbered(row, 10, 100_000));
    rmSync(aside);

    const arrived = await deliverAll(one);
    assert.equal(one.lost[0]!.stream, 'a');
    assert.deepEqual(arrived.get('a'), range(11, 10));
    await one.outbox.close();
  });

  it('reads rows that waited for what was delivered while there was no thread', async () => {
    using directory = temporaryDirectory();
    const aside = join(directory.path, FOLDER, 'x.sqlite.damaged-1');
    const clock = createFakeClock();
    const one = openTestOutbox({ directory: directory.path, clock, maxBytes: 64 * MIB });
    const to = destination('a');
    await storeAll(one.outbox, to, numbered(0, 10));
    makeFile(aside, 60 * MIB);
    await storeAll(one.outbox, to, numbered(10, 10));
    rmSync(aside);
    await storeAll(one.outbox, to, numbered(20, 10));

    one.killThread('before');
    for (const first of [0, 10]) {
      const batch = one.outbox.takeBatch(to, everything);
      assert.deepEqual(textsOf(batch), range(first, 10));
      one.outbox.ack(to, batch);
    }
    await clock.advance(10_000);

    await until(() => one.outbox.hasWaiting(to));
    assert.deepEqual((await deliverAll(one)).get('a'), range(20, 10));
    const closed = one.outbox.close();
    await clock.advance(500);
    await closed;
  });

  for (const whenFull of ['drop-newest', 'drop-oldest'] as const) {
    it(`applies the rules of a full outbox to events that are not on a disk (${whenFull})`, async () => {
      const one = openTestOutbox({ directory: '/proc/outbox', whenFull });
      const [bad, good] = [destination('bad'), destination('good')];
      await storeAll(one.outbox, good, numbered(0, 1));
      await storeAll(one.outbox, bad, numbered(0, 1));
      one.outbox.nack(bad, one.outbox.takeBatch(bad, everything));
      for (let row = 0; row < 45; row++) await storeAll(one.outbox, bad, numbered(1 + row * 10, 10, 100_000));

      // Half of 64 MiB.
      assert.ok(one.outbox.bytes > 30 * MIB && one.outbox.bytes < 33 * MIB);
      assert.deepEqual(
        [...new Set(one.lost.map(({ stream, reason }) => `${stream} ${reason}`))],
        ['bad outbox_full'],
      );
      assert.equal(await storeAll(one.outbox, good, numbered(1, 100, 100_000)), 0);
      const kept = textsOf(one.outbox.takeBatch(bad, everything));
      assert.equal(kept.length + one.lostCount(), 451);
      assert.equal(kept.includes('0'), whenFull === 'drop-newest');
      assert.equal(kept.includes('450'), whenFull === 'drop-oldest');
      await one.outbox.close();
    });
  }

  for (const [what, body] of [
    ['is no gzip', randomBytes(18)],
    ['is of no bytes', new Uint8Array(0)],
    ['is gzip of nothing', gzipSync('')],
    ['is gzip of anything', gzipSync(randomBytes(1_000))],
    ['is gzip of another number of events', gzipSync(Buffer.from(packRow(event('one'))))],
    ['is gzip of events at times that are none', gzipSync(Buffer.from(packRow(numberedAt(NaN))))],
  ] as const) {
    it(`loses one damaged row alone, and counts it: a row that ${what}`, async () => {
      using directory = temporaryDirectory();
      const first = openTestOutbox({ directory: directory.path });
      for (let row = 0; row < 5; row++)
        await storeAll(first.outbox, destination('a'), numbered(row * 10, 10));
      await first.outbox.close();
      damageRow(join(directory.path, FOLDER, directory.files()[0]!), 3 * ARRIVAL_STEP, body);

      const next = openTestOutbox({ directory: directory.path });
      const arrived = await deliverUntilDrained(next);

      assert.deepEqual(arrived.get('a'), [...range(0, 20), ...range(30, 20)]);
      assert.deepEqual(next.lost, [{ stream: 'a', count: 10, reason: 'damaged' }]);
      assert.match(next.said.join(), /CWL_OUTBOX_EVENTS_DAMAGED: .*\b10 events/);
      await next.outbox.close();
    });
  }

  it('renames a left-over file whose damage shows late', async () => {
    using directory = temporaryDirectory();
    const first = openTestOutbox({ directory: directory.path });
    await storeAll(first.outbox, destination('a'), numbered(0, 10));
    await first.outbox.close();
    damageTable(join(directory.path, FOLDER, directory.files()[0]!), 'owner');

    const next = openTestOutbox({ directory: directory.path });
    await next.outbox.drained();
    assert.match(next.said.join(), /CWL_OUTBOX_FILE_SET_ASIDE: .*\.sqlite/);
    assert.match(directory.files().join(), /^[^,]+\.damaged-\d+$/);
    await next.outbox.close();
  });

  it('continues if its file is damaged at run time: what is in memory is sent, the rest is counted', async () => {
    using directory = temporaryDirectory();
    const one = openTestOutbox({ directory: directory.path });
    const to = destination('a');
    await storeAll(one.outbox, to, numbered(0, 10));
    one.outbox.nack(to, one.outbox.takeBatch(to, everything));
    for (let row = 0; row < 60; row++) await storeAll(one.outbox, to, numbered(10 + row * 10, 10, 50_000));
    damagePages(join(directory.path, FOLDER), 1);
    one.ready.add(to);

    const kept = (await deliverAll(one)).get('a')!;
    assert.ok(one.lostCount('damaged') > 0);
    assert.equal(kept.length + one.lostCount('damaged'), 610);
    assert.deepEqual(kept.slice(0, 10), range(0, 10));
    assert.deepEqual(
      kept,
      kept.toSorted((a, b) => Number(a) - Number(b)),
    );
    await storeAll(one.outbox, to, numbered(610, 10));
    assert.deepEqual((await deliverAll(one)).get('a'), range(610, 10));
    assert.equal(
      readdirSync(join(directory.path, FOLDER)).filter((name) => /damaged-\d+$/.test(name)).length,
      1,
    );
    await one.outbox.close();
  });

  it('answers an export that a hung disk delays, and counts it, when it is closed', async () => {
    using directory = temporaryDirectory();
    const clock = createFakeClock();
    const one = openTestOutbox({
      directory: directory.path,
      clock,
      startThread: () => ({
        post: () => undefined,
        keepAlive: () => undefined,
        wait: () => undefined,
        end: () => undefined,
      }),
    });
    const added = storeAll(one.outbox, destination('a'), numbered(0, 10));
    const closed = one.outbox.close();
    await clock.advance(2_000);
    await closed;
    assert.equal(await added, 10);
    assert.deepEqual(one.lost, [{ stream: 'a', count: 10, reason: 'shutdown' }]);
  });
});
