import assert from 'node:assert/strict';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { EventWriter } from '../../src/ingest/event-writer.js';
import { createExportQueue } from '../../src/ingest/export-queue.js';
import { createIngest, type Ingest } from '../../src/ingest/ingest.js';
import type { Clock } from '../../src/util/clock.js';
import { createCoarseClock } from '../../src/util/coarse-clock.js';
import { withResolvers } from '../../src/util/with-resolvers.js';
import { makeEncoder, makeRecord } from '../encode/helpers.js';
import { destination, routeTo } from '../helpers/events.js';
import { createFakeClock } from '../helpers/fake-clock.js';
import { isSettled } from '../helpers/is-settled.js';

const MIB = 1024 * 1024;

/** An ingest that commits into a list, and returns what the test sets. */
class FakeIngest implements Ingest {
  readonly commits: string[][] = [];
  unansweredBytes = 0;
  readonly resource = undefined;
  readonly isBusy = false;
  /** The results of the next commits. */
  refusals: (number | Promise<number> | Error)[] = [];
  added: string[] = [];
  answer: () => void = () => undefined;
  #answered: Promise<void> = Promise.resolve();

  add({ body }: ReadableLogRecord): number {
    assert.ok(typeof body === 'string');
    this.added.push(body);
    return 10;
  }

  commit(): number | Promise<number> {
    this.commits.push(this.added);
    this.added = [];
    const refused = this.refusals.shift() ?? 0;
    if (refused instanceof Error) throw refused;
    return refused;
  }

  addOwn = (): number => assert.fail('an export has none of its own');
  sendHeld = (): void => assert.fail('an export sends nothing that is held');
  reject = (): void => assert.fail('an export rejects nothing');
  interrupt = (): void => assert.fail('an export interrupts nothing');
  onOverBudget = (): void => assert.fail('an export has no budget');

  /** The journal is behind by this much. */
  fallBehind(bytes: number): void {
    this.unansweredBytes = bytes;
    const { promise, resolve } = withResolvers();
    this.#answered = promise;
    this.answer = () => {
      this.unansweredBytes = 0;
      resolve();
    };
  }

  answered(): Promise<void> {
    return this.#answered;
  }
}

function setUp() {
  const clock = createFakeClock();
  const ingest = new FakeIngest();
  const time = createCoarseClock(clock);
  return { clock, ingest, time, queue: createExportQueue(ingest, clock, time) };
}

function records(count: number, prefix = ''): ReadableLogRecord[] {
  return Array.from({ length: count }, (_, index) => makeRecord({ body: `${prefix}${index}` }));
}

describe('export-queue', () => {
  it('commits at the end of an export, and returns how many events were refused', async () => {
    const { ingest, queue } = setUp();
    ingest.refusals = [3];

    assert.equal(await queue.export(records(2)), 3);

    assert.deepEqual(ingest.commits, [['0', '1']]);
  });

  it('runs overlapping exports one after the other', async () => {
    const { clock, ingest, queue } = setUp();
    clock.onLook = () => 10;

    await Promise.all([
      queue.export(records(100, 'first ')),
      queue.export(records(100, 'second ')),
      queue.export(records(3, 'third ')),
    ]);

    assert.ok(clock.turns > 10);
    assert.deepEqual(
      ingest.commits.map((bodies) => [bodies[0], bodies.length]),
      [
        ['first 0', 100],
        ['second 0', 100],
        ['third 0', 3],
      ],
    );
  });

  it('lets other work run when it takes long', async () => {
    const { clock, queue } = setUp();
    clock.onLook = () => 1;

    await queue.export(records(200));

    assert.ok(clock.turns >= 10);
  });

  it('does not pause while it is quick', async () => {
    const { clock, queue } = setUp();

    await queue.export(records(1_000));

    assert.equal(clock.turns, 0);
  });

  it('reads the clock once for each export, and again after each turn', async () => {
    const { clock, ingest, time, queue } = setUp();
    const times: number[] = [];
    ingest.add = () => {
      times.push(time.now());
      return 0;
    };
    const start = clock.now();
    await clock.advance(5_000);

    await queue.export(records(2));
    await clock.advance(1_000);
    clock.onLook = () => 10;
    await queue.export(records(40));

    assert.deepEqual(times.slice(0, 2), [start + 5_000, start + 5_000]);
    assert.ok(times[2]! >= start + 6_000);
    assert.ok(clock.turns >= 2);
    assert.equal(new Set(times.slice(2)).size, 1 + clock.turns);
  });

  for (const [name, count, bodyBytes, boundMillis] of [
    ['10,000 records of 650 bytes', 10_000, 400, 2.5],
    ['records of 20 KB', 500, 20_000, 2.5],
    ['records of 200 KB', 50, 200_000, 4],
  ] as const) {
    it(`blocks the event loop for ${boundMillis} ms at most with ${name}, counted by what is written`, async () => {
      let elapsed = 0;
      let turnedAt = 0;
      let longest = 0;
      let held = 0;
      const clock: Clock = {
        ...createFakeClock(),
        elapsed: () => elapsed,
        turn() {
          turnedAt = elapsed;
          return Promise.resolve();
        },
      };
      const encoder = makeEncoder({ format: 'otlp' });
      const { write } = encoder;
      const to = routeTo(destination());
      const time = createCoarseClock(clock);
      const ingest = createIngest({
        router: { route: () => to, routeTo: () => to },
        events: encoder.events,
        writer: Object.assign(encoder, {
          write(...args: Parameters<EventWriter['write']>) {
            const outcome = write(...args);
            // About 5 us for a record of 650 bytes.
            elapsed += encoder.lastBytes / 131_072;
            longest = Math.max(longest, elapsed - turnedAt);
            return outcome;
          },
        }),
        outbox: {
          entityOf: () => undefined,
          add(_to, { ends }) {
            held += ends.length;
            return 0;
          },
        },
        clock: time,
        accepted: () => undefined,
        lost: () => assert.fail('nothing is lost'),
      });

      await createExportQueue(ingest, clock, time).export(
        Array.from({ length: count }, (_, id) => makeRecord({ body: String(id).padEnd(bodyBytes, 'x') })),
      );

      assert.equal(held, count);
      assert.ok(elapsed > 10 && longest <= boundMillis, `${longest} of ${elapsed} ms`);
    });
  }

  it('encodes the next export while the journal has not answered for the one before', async () => {
    const { ingest, queue } = setUp();
    const { promise, resolve: answer } = withResolvers<number>();
    ingest.refusals = [promise, 2];

    const first = queue.export(records(1, 'first '));
    const second = queue.export(records(1, 'second '));

    assert.equal(await second, 2);
    assert.equal(await isSettled(first), false);
    answer(1);
    assert.equal(await first, 1);
  });

  it('waits when too many bytes have no answer of the journal', async () => {
    const { ingest, queue } = setUp();
    ingest.fallBehind(8 * MIB);
    await queue.export(records(2));
    ingest.fallBehind(8 * MIB + 1);

    const exported = queue.export(records(2));
    assert.equal(await isSettled(exported), false);
    assert.deepEqual(ingest.added, ['0']);
    ingest.answer();

    await exported;
    assert.equal(ingest.commits.length, 2);
  });

  it('continues with the next export after one that failed', async () => {
    const { ingest, queue } = setUp();
    ingest.refusals = [new Error('a mistake')];

    const first = queue.export(records(1));
    const second = queue.export(records(1));

    await assert.rejects(first, /a mistake/);
    assert.equal(await second, 0);
    await queue.idle();
    assert.equal(ingest.commits.length, 2);
  });

  it('is idle when everything so far is committed and answered', async () => {
    const { clock, ingest, queue } = setUp();
    clock.onLook = () => 10;
    ingest.fallBehind(1);
    void queue.export(records(100));
    void queue.export(records(100));

    const idle = queue.idle();

    assert.equal(await isSettled(idle), false);
    assert.equal(ingest.commits.length, 2);
    ingest.answer();
    await idle;
  });

  it('is idle before anything has arrived', async () => {
    await setUp().queue.idle();
  });

  it('adds at the end of the process what was exported before, and leaves what is exported meanwhile', async () => {
    const { ingest, queue } = setUp();
    const { add } = ingest;
    const exports: Promise<number>[] = [];
    let chained = 0;
    ingest.add = (record) => {
      if (++chained <= 100) exports.push(queue.export(records(1, `chained ${chained} `)));
      return add.call(ingest, record);
    };
    exports.push(queue.export(records(2)));

    queue.commitNow();

    assert.deepEqual(ingest.commits, [['0', '1']]);
    chained = 100;
    await Promise.all(exports);
  });
});
