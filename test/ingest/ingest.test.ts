import assert from 'node:assert/strict';
import type { HrTime } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import * as sinon from 'sinon';
import type { EncodeOutcome, Encoder } from '../../src/encode/encoder.js';
import { createIntake, type IntakeParts } from '../../src/ingest/ingest.js';
import type { Destination, EventBlock } from '../../src/events/model.js';
import { makeEncoder, makeRecord } from '../encode/helpers.js';
import { destination, event, messagesOf } from '../helpers/events.js';
import { createFakeClock } from '../helpers/fake-clock.js';

const [a, b] = [destination('a'), destination('b')];

/** A record whose body is what the tests look at. */
function record(body: string, stream: 'a' | 'b' = 'a', seconds = 1): ReadableLogRecord {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as much of a record as is looked at
  return {
    body,
    attributes: { stream },
    hrTime: [seconds, 0],
    hrTimeObserved: [seconds, 0],
  } as unknown as ReadableLogRecord;
}

function records(count: number, prefix = ''): ReadableLogRecord[] {
  return Array.from({ length: count }, (_, index) => record(`${prefix}${index}`));
}

function createFakeEncoder(outcomes: Readonly<Record<string, EncodeOutcome>> = {}): Encoder {
  let written: EventBlock[] = [];
  let lastBytes = 0;
  return {
    encode({ body }: ReadableLogRecord, [seconds]: HrTime) {
      assert.ok(typeof body === 'string');
      const outcome = outcomes[body] ?? 'written';
      lastBytes = body.length;
      if (outcome === 'written') written.push(event(body, seconds * 1_000));
      return outcome;
    },
    get lastBytes() {
      return lastBytes;
    },
    finish() {
      const blocks = written;
      written = [];
      return blocks;
    },
  };
}

function setUp(parts: Partial<IntakeParts> = {}) {
  const clock = createFakeClock();
  const held: [string, string[]][] = [];
  const lose = sinon.spy();
  const hold = sinon.stub().callsFake((to: Destination, blocks: readonly EventBlock[]) => {
    held.push([to.logStreamName, messagesOf(...blocks)]);
    return 0;
  });
  const holdOwn = sinon.stub<[Destination, readonly EventBlock[]], number>().returns(0);
  const intake = createIntake({
    route: ({ attributes }) => (attributes['stream'] === 'a' ? a : b),
    encoder: createFakeEncoder(),
    clock,
    hold,
    holdOwn,
    lose,
    ...parts,
  });
  return { clock, intake, held, hold, holdOwn, lose };
}

describe('intake', () => {
  it('takes a record of the exporter itself in line with the others, for the stream that is named', async () => {
    const { intake, held, holdOwn } = setUp();

    const [, found] = await Promise.all([intake.take([record('1')]), intake.takeOwn(b, record('notice'))]);

    assert.equal(found, true);
    assert.deepEqual(held, [['a', ['1']]]);
    assert.equal(holdOwn.firstCall.args[0], b);
    assert.deepEqual(messagesOf(...holdOwn.firstCall.args[1]), ['notice']);
  });

  it('asks the outbox as it goes, so that a huge export is not encoded whole before some of it is refused', async () => {
    const { intake, held } = setUp();

    await intake.take(records(12_000, 'x '));

    assert.deepEqual(
      held.map(([, messages]) => messages.length),
      [5_000, 5_000, 2_000],
    );
  });

  it('asks it sooner for large records, which are more than it holds long before they are many', async () => {
    const { intake, held } = setUp();
    const megabyte = 'x'.repeat(1024 * 1024);

    await intake.take([...records(3), ...Array.from({ length: 6 }, () => record(megabyte))]);

    assert.deepEqual(
      held.map(([, messages]) => messages.length),
      [7, 2],
    );
  });

  it('says when a record of the exporter itself found no room', async () => {
    const { intake, holdOwn } = setUp();
    holdOwn.returns(1);

    assert.equal(await intake.takeOwn(b, record('notice')), false);
  });

  it('encodes the records of each destination side by side, and keeps their order', async () => {
    const { intake, held } = setUp();

    const refused = await intake.take([record('1'), record('2', 'b'), record('3'), record('4', 'b')]);

    assert.equal(refused, 0);
    assert.deepEqual(held, [
      ['a', ['1', '3']],
      ['b', ['2', '4']],
    ]);
  });

  it('takes exports that overlap one after the other', async () => {
    const { clock, intake, held } = setUp();
    clock.onLook = () => 10;

    await Promise.all([
      intake.take(records(100, 'first ')),
      intake.take(records(100, 'second ')),
      intake.take(records(3, 'third ')),
    ]);

    assert.deepEqual(
      held.map(([, messages]) => [messages[0], messages.length]),
      [
        ['first 0', 100],
        ['second 0', 100],
        ['third 0', 3],
      ],
    );
  });

  it('gives how many found no room', async () => {
    const { intake, hold } = setUp();
    hold.onFirstCall().returns(2).onSecondCall().returns(1);

    assert.equal(await intake.take([record('1'), record('2', 'b')]), 3);
  });

  it('has nothing to hold for no records', async () => {
    const { intake, hold } = setUp();

    assert.equal(await intake.take([]), 0);

    sinon.assert.notCalled(hold);
  });

  it('lets other work have its turn when it takes long', async () => {
    const { clock, intake, held } = setUp();
    clock.onLook = () => 1;

    await intake.take(records(200));

    assert.ok(clock.turns >= 10);
    assert.equal(held[0]?.[1].length, 200);
  });

  for (const [name, count, bodyBytes, boundMillis] of [
    ['10,000 records of 650 bytes', 10_000, 400, 2.5],
    ['records of 20 KB', 500, 20_000, 2.5],
    ['records of 200 KB', 50, 200_000, 4],
  ] as const) {
    it(`holds the loop for ${boundMillis} ms at most with ${name}, counted by what is written`, async () => {
      let elapsed = 0;
      let turnedAt = 0;
      let longest = 0;
      const encoder = makeEncoder({ format: 'otlp' });
      const { encode } = encoder;
      const { intake, held } = setUp({
        encoder: Object.assign(encoder, {
          encode(...args: Parameters<Encoder['encode']>) {
            const outcome = encode(...args);
            // About 5 us for a record of 650 bytes.
            elapsed += encoder.lastBytes / 131_072;
            longest = Math.max(longest, elapsed - turnedAt);
            return outcome;
          },
        }),
        clock: {
          ...createFakeClock(),
          elapsed: () => elapsed,
          turn() {
            turnedAt = elapsed;
            return Promise.resolve();
          },
        },
      });

      await intake.take(
        Array.from({ length: count }, (_, id) =>
          makeRecord({ body: String(id).padEnd(bodyBytes, 'x'), attributes: { stream: 'a' } }),
        ),
      );

      assert.equal(
        held.reduce((sum, [, messages]) => sum + messages.length, 0),
        count,
      );
      assert.ok(elapsed > 10 && longest <= boundMillis, `${longest} of ${elapsed} ms`);
    });
  }

  it('does not stop while it is quick', async () => {
    const { clock, intake } = setUp();

    await intake.take(records(1_000));

    assert.equal(clock.turns, 0);
  });

  it('loses what the encoder can not write, and skips what should be skipped', async () => {
    const error = new Error('no');
    const { intake, held, lose } = setUp({
      encoder: createFakeEncoder({
        '2': { lost: 'empty' },
        '3': 'skipped',
        '4': { lost: 'oversized', error },
      }),
    });

    await intake.take([1, 2, 3, 4, 5].map((n) => record(String(n), 'a', n)));

    assert.deepEqual(held, [['a', ['1', '5']]]);
    assert.deepEqual(lose.args, [
      [a, { count: 1, from: 2_000, to: 2_000 }, 'empty', undefined],
      [a, { count: 1, from: 4_000, to: 4_000 }, 'oversized', error],
    ]);
  });

  it('loses a record that throws at every touch, and no other', async () => {
    const cause = new Error('secret');
    const fail = (): never => {
      throw cause;
    };
    const hostile: ReadableLogRecord = new Proxy(record('x'), { get: fail, getPrototypeOf: fail });
    const { clock, intake, held, lose } = setUp();

    await intake.take([record('1'), hostile, record('2')]);

    assert.deepEqual(held, [['a', ['1', '2']]]);
    sinon.assert.calledOnce(lose);
    const [to, lost, reason, error] = lose.args[0]!;
    assert.deepEqual(
      [to, lost, reason, String(error)],
      [
        { logGroupName: 'unknown', logStreamName: 'unknown' },
        { count: 1, from: clock.now(), to: clock.now() },
        'encode_failed',
        'Error: The names for a record could not be told',
      ],
    );
    assert.ok(error instanceof Error);
    assert.equal(error.cause, cause);
  });

  it('goes on with the next export after one that failed', async () => {
    const { intake, hold, held } = setUp();
    hold.onFirstCall().throws(new Error('a mistake'));

    const first = intake.take([record('1')]);
    const second = intake.take([record('2')]);

    await assert.rejects(first, /a mistake/);
    assert.equal(await second, 0);
    await intake.idle();
    assert.deepEqual(held, [['a', ['2']]]);
  });

  it('is idle when all that came so far is held', async () => {
    const { clock, intake, held } = setUp();
    clock.onLook = () => 10;
    void intake.take(records(100));
    void intake.take(records(100));

    await intake.idle();

    assert.equal(held.length, 2);
  });

  it('counts what is turned away, by destination', () => {
    const { intake, hold, lose } = setUp();

    intake.turnAway([record('1', 'a', 1), record('2', 'b', 2), record('3', 'a', 3)]);

    assert.deepEqual(lose.args, [
      [a, { count: 2, from: 1_000, to: 3_000 }, 'shutdown'],
      [b, { count: 1, from: 2_000, to: 2_000 }, 'shutdown'],
    ]);
    sinon.assert.notCalled(hold);
  });
});
