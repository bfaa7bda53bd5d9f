import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { countOf } from '../../src/events/runs.js';
import { destination } from '../helpers/events.js';
import { createFakeClock } from '../helpers/fake-clock.js';
import {
  deliverAll,
  everything,
  makeFile,
  numbered,
  openTestOutbox,
  textsOf,
  type TestOutbox,
} from './helpers/outbox.js';
import { FOLDER, temporaryDirectory } from './helpers/service.js';
import { storeAll } from '../helpers/outbox.js';
import { describeWithSqlite } from './helpers/with-sqlite.js';

const MIB = 1024 * 1024;

const stream = fc.constantFrom('a', 'b');
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('add' as const), stream, large: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('add, not waiting' as const), stream }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('ack' as const, 'nack' as const), stream }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('kill thread' as const),
      when: fc.constantFrom('before', 'after'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('fail disk' as const, 'repair disk' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('restart' as const, 'later' as const) }) },
);

describeWithSqlite('A durable outbox, whatever happens', import.meta.url, () => {
  it('delivers each event at least once or counts it; once and in order, where no thread dies', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        using directory = temporaryDirectory();
        mkdirSync(join(directory.path, FOLDER), { mode: 0o700 });
        const aside = join(directory.path, FOLDER, 'x.sqlite.damaged-1');
        const clock = createFakeClock();
        const open = (): TestOutbox =>
          openTestOutbox({ directory: directory.path, clock, maxBytes: 64 * MIB });
        const arrived = new Map<string, string[]>();
        const note = (to: string, texts: readonly string[]): void =>
          void arrived.set(to, [...(arrived.get(to) ?? []), ...texts]);
        const destinations = new Map(['a', 'b'].map((name) => [name, destination(name)]));
        let one = open();
        let added = 0;
        let lost = 0;

        const startAnew = async (): Promise<void> => {
          lost += one.outbox.remaining().volatile.reduce((sum, [, events]) => sum + countOf(events), 0);
          const closed = one.outbox.close();
          await clock.advance(0);
          await closed;
          lost += one.lostCount();
          one = open();
        };
        for (const next of steps) {
          switch (next.kind) {
            case 'add':
            case 'add, not waiting': {
              const count = next.kind === 'add' && next.large ? 40 : 3;
              const adding = storeAll(
                one.outbox,
                destinations.get(next.stream)!,
                numbered(added, count, count === 40 ? 100_000 : 10),
              );
              added += count;
              if (next.kind === 'add') await adding;
              break;
            }
            case 'ack':
            case 'nack': {
              const to = destinations.get(next.stream)!;
              const batch = one.outbox.takeBatch(to, everything);
              if (next.kind === 'ack') note(next.stream, textsOf(batch));
              one.outbox[next.kind](to, batch);
              break;
            }
            case 'kill thread':
              one.killThread(next.when === 'before' ? 'before' : 'after');
              break;
            case 'fail disk':
              makeFile(aside, 60 * MIB);
              break;
            case 'repair disk':
              rmSync(aside, { force: true });
              break;
            case 'later':
              await clock.advance(10_000);
              break;
            case 'restart':
              await startAnew();
          }
        }
        rmSync(aside, { force: true });
        for (let round = 0; round < 3; round++) {
          for (const to of destinations.values()) one.ready.add(to);
          await clock.advance(10_000);
          const drained = one.outbox.drained();
          for (const [to, texts] of await deliverAll(one)) note(to, texts);
          await drained;
          await startAnew();
        }
        lost += one.outbox.count;

        const all = [...arrived.values()].flat();
        const distinct = new Set(all);
        assert.ok(
          distinct.size + lost >= added,
          `${distinct.size} arrived and ${lost} were lost of ${added}`,
        );
        assert.deepEqual(directory.files(), []);
        const has = (kind: string): boolean => steps.some((done) => done.kind === kind);
        if (has('kill thread')) return;
        assert.equal(distinct.size, all.length);
        assert.equal(distinct.size + lost, added);
        if (has('restart')) return;
        if (!has('fail disk')) assert.equal(lost, 0);
        for (const texts of arrived.values()) {
          assert.deepEqual(
            texts,
            texts.toSorted((a, b) => Number(a) - Number(b)),
          );
        }
      }),
      { numRuns: 20 },
    );
  });
});
