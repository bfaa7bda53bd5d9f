import assert from 'node:assert/strict';
import { emptyResource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import * as fc from 'fast-check';
import * as sinon from 'sinon';
import { createBudget } from '../../src/ingest/budget.js';
import { createErrorContext } from '../../src/ingest/error-context.js';
import { createIngest, type IngestParts } from '../../src/ingest/ingest.js';
import { createSelection, type Verdict } from '../../src/ingest/selection.js';
import type { Destination, EventBlock, ServiceEntity } from '../../src/events/model.js';
import type { Route } from '../../src/route/route.js';
import { createCoarseClock } from '../../src/util/coarse-clock.js';
import { makeEncoder, makeRecord, type TestEncoder } from '../encode/helpers.js';
import { destination, messagesOf, routeTo } from '../helpers/events.js';
import { createFakeClock } from '../helpers/fake-clock.js';
import { turn } from '../helpers/turn.js';

const [a, b] = [destination('a'), destination('b')];
const CONTEXT = {
  minSeverity: 'DEBUG',
  trigger: 'ERROR',
  maxAgeMillis: 30_000,
  maxBytes: 8_388_608,
} as const;
const ENTITY: ServiceEntity = { name: 'shop', environment: 'prod' };
const ENTITY_OF_OUTBOX: ServiceEntity = { name: 'shop', environment: 'earlier' };
const [toA, toB] = [routeTo(a, ENTITY), routeTo(b)];

/** A record with the body that the tests check. */
function record(body: string, stream: 'a' | 'b' = 'a', seconds = 1): ReadableLogRecord {
  return makeRecord({ body, attributes: { stream }, hrTime: [seconds, 0] });
}

function textOf(body: unknown): string {
  assert.ok(typeof body === 'string');
  return body;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

type Parts = Omit<IngestParts, 'writer' | 'events'> & { readonly encoder: TestEncoder };

/** A journal that answers when the test calls it. */
function createSlowOutbox() {
  const answers: ((refused: number) => void)[] = [];
  return {
    add: () => new Promise<number>((resolve) => void answers.push(resolve)),
    entityOf: () => undefined,
    answers,
  };
}

const routeFor = (to: Destination): Route | undefined => [toA, toB].find((route) => route.destination === to);

function setUp({ encoder = makeEncoder({ format: 'body' }), ...parts }: Partial<Parts> = {}) {
  const clock = createFakeClock();
  const held: [string, string[]][] = [];
  const lost = sinon.spy();
  const accepted = sinon.spy();
  const add = sinon.stub<[Destination, EventBlock, ServiceEntity?], number | Promise<number>>();
  add.callsFake((to, block) => {
    held.push([to.logStreamName, messagesOf(block)]);
    return 0;
  });
  const ingest = createIngest({
    router: { route: ({ attributes }) => (attributes['stream'] === 'a' ? toA : toB), routeTo: routeFor },
    writer: encoder,
    events: encoder.events,
    outbox: { add, entityOf: () => ENTITY_OF_OUTBOX },
    clock: createCoarseClock(clock),
    accepted,
    lost,
    ...parts,
  });
  return {
    clock,
    ingest,
    held,
    add,
    lost,
    accepted,
    /** One export. */
    take(...records: readonly ReadableLogRecord[]) {
      for (const one of records) ingest.add(one);
      return ingest.commit();
    },
  };
}

describe('ingest', () => {
  it('writes the records of a stream into one block, and keeps their order', () => {
    const { take, held, accepted } = setUp();

    assert.equal(take(record('1'), record('2', 'b'), record('3'), record('4', 'b')), 0);

    assert.deepEqual(held, [
      ['a', ['1', '3']],
      ['b', ['2', '4']],
    ]);
    assert.deepEqual(accepted.args, [[2], [2]]);
  });

  it('keeps the order of each stream, for any order of streams and exports', () => {
    const step = fc.oneof(fc.constantFrom('a' as const, 'b' as const), fc.constant('commit' as const));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { ingest, held } = setUp();
        for (const [index, stream] of steps.entries()) {
          if (stream === 'commit') void ingest.commit();
          else ingest.add(record(String(index), stream));
        }
        void ingest.commit();

        for (const name of ['a', 'b']) {
          const expected = [...steps.keys()].filter((index) => steps[index] === name).map(String);
          assert.deepEqual(
            held.filter(([to]) => to === name).flatMap(([, messages]) => messages),
            expected,
          );
        }
        assert.ok(held.every(([, messages]) => messages.length > 0));
      }),
    );
  });

  it('does nothing with a record that is not selected, and never counts it as lost', () => {
    const selection = {
      judge: ({ body }: ReadableLogRecord): Verdict => (body === 'no' ? 'leave out' : 'send'),
    };
    const route = sinon.stub().returns(toA);
    const { ingest, held, lost, accepted } = setUp({
      selection,
      router: { route, routeTo: routeFor },
    });

    assert.equal(ingest.add(record('no')), 0);
    assert.equal(ingest.resource, undefined);
    ingest.reject([record('no')], 'shutdown');
    sinon.assert.notCalled(route);
    ingest.add(record('yes'));
    assert.equal(ingest.commit(), 0);

    assert.deepEqual(held, [['a', ['yes']]]);
    assert.deepEqual(accepted.args, [[1]]);
    sinon.assert.notCalled(lost);
  });

  it('stays busy while it writes a record that causes a notice of the budget', () => {
    const encoder = makeEncoder({ format: 'body' });
    const selection = createSelection(
      { minSeverity: { default: 'INFO' }, traceBased: false, errorContext: CONTEXT },
      () => undefined,
    );
    const { ingest, held } = setUp({
      encoder,
      selection,
      context: createErrorContext(CONTEXT, encoder, () => undefined),
      budget: createBudget({ bytesPerHour: 10, minSeverity: 'WARN' }),
    });
    ingest.onOverBudget((to) => void ingest.addOwn(to, record('notice'), () => undefined));
    const busy: boolean[] = [];
    const toJSON = (): string => {
      busy.push(ingest.isBusy);
      return 'error';
    };

    const attributes = { stream: 'a' };
    ingest.add(makeRecord({ body: 'spends the budget', attributes, severityNumber: 9 }));
    ingest.add(makeRecord({ body: 'held', attributes, severityNumber: 5 }));
    ingest.add(makeRecord({ body: { error: new Date(0), toJSON }, attributes, severityNumber: 17 }));
    void ingest.commit();

    assert.deepEqual(busy, [true]);
    assert.deepEqual(held, [
      ['a', ['notice']],
      ['a', ['spends the budget', '"error"']],
    ]);
    assert.equal(ingest.isBusy, false);
  });

  it('writes no record above the budget, and charges the records that it writes', () => {
    const overBudget = sinon.spy();
    const budget = createBudget({ bytesPerHour: 50, minSeverity: 'WARN' });
    const { ingest, take, held, lost, accepted } = setUp({ budget });
    ingest.onOverBudget(overBudget);

    const error = makeRecord({ body: 'e', attributes: { stream: 'a' }, severityNumber: 17 });
    assert.equal(take(record('1'), record('2'), record('3'), record('4', 'b'), error), 0);

    assert.deepEqual(held, [['a', ['1', '2', 'e']]]);
    assert.deepEqual(overBudget.args, [[a], [b]]);
    assert.deepEqual(accepted.args, [[3]]);
    sinon.assert.notCalled(lost);
  });

  it('charges the billed size of an oversized record, however large it was before', () => {
    for (const oversizedEvents of ['split', 'truncate', 'drop'] as const) {
      const spend = sinon.spy<(bytes: number) => void>(() => undefined);
      const { take, add } = setUp({
        encoder: makeEncoder({ format: 'body', maxEventBytes: 1_024, oversizedEvents }),
        budget: { allows: () => true, spend },
      });
      void take(record('x'.repeat(10_000)), record('1'));
      const billed = add.args.flatMap(([, { sizes }]) => Array.from(sizes));
      assert.equal(sumOf(spend.args.map(([bytes]) => bytes)), sumOf(billed));
    }
  });

  it('loses only a held record that memory has no room for, not the others or the error', () => {
    const encoder = makeEncoder({ format: 'body' });
    const cause = new RangeError('Array buffer allocation failed');
    sinon.stub(encoder.events, 'add').callThrough().onFirstCall().throws(cause);
    const selection = createSelection(
      { minSeverity: { default: 'INFO' }, traceBased: false, errorContext: CONTEXT },
      () => undefined,
    );
    const context = createErrorContext(CONTEXT, encoder, () => undefined);
    const { take, held, lost } = setUp({ encoder, selection, context });
    const attributes = { stream: 'a' };
    const debug = ['1', '2'].map((body) => makeRecord({ body, attributes, severityNumber: 5 }));

    assert.equal(take(...debug, makeRecord({ body: 'error', attributes, severityNumber: 17 })), 0);

    assert.deepEqual(held, [['a', ['2', 'error']]]);
    assert.deepEqual([lost.callCount, lost.args[0]![2]], [1, 'encode_failed']);
    assert.equal(lost.args[0]![3].cause, cause);
  });

  it('routes and encodes a record once, when it is added', () => {
    const encoder = makeEncoder({ format: 'body' });
    const write = sinon.spy(encoder, 'write');
    const route = sinon.stub().returns(toA);
    const { ingest, held } = setUp({ encoder, router: { route, routeTo: routeFor } });

    ingest.add(record('1'));
    sinon.assert.callOrder(route, write);
    void ingest.commit();

    sinon.assert.calledOnce(route);
    sinon.assert.calledOnce(write);
    assert.deepEqual(held, [['a', ['1']]]);
  });

  it('passes on the entity of the stream', () => {
    const { take, add } = setUp();

    void take(record('1'), record('2', 'b'));

    assert.deepEqual(
      add.args.map(([to, , entity]) => [to, entity]),
      [
        [a, ENTITY],
        [b, undefined],
      ],
    );
  });

  it('passes on the entity that the stream has when its block is closed', () => {
    const shared: { destination: Destination; entity: ServiceEntity | undefined } = routeTo(a, ENTITY);
    const { ingest, add } = setUp({ router: { route: () => shared, routeTo: () => shared } });

    ingest.add(record('1'));
    shared.entity = undefined;
    ingest.add(record('of another service'));
    void ingest.commit();

    assert.deepEqual(
      add.args.map(([to, { ends }, entity]) => [to, ends.length, entity]),
      [[a, 2, undefined]],
    );
  });

  it('returns the bytes that it wrote for a record', () => {
    const { ingest } = setUp();

    assert.equal(ingest.add(record('12345')), 5 + 26);
  });

  it('passes on blocks when they are full, so that a huge export is not encoded whole before a refusal', () => {
    const { ingest, add, held } = setUp();
    const large = 'x'.repeat(600_000);
    add.onFirstCall().returns(2);

    for (let count = 0; count < 5; count++) ingest.add(record(large));

    assert.equal(add.callCount, 2);
    ingest.add(record('b', 'b'));
    assert.equal(ingest.commit(), 2);
    assert.deepEqual(
      held.map(([to, { length }]) => [to, length]),
      [
        ['a', 2],
        ['a', 1],
        ['b', 1],
      ],
    );
    assert.equal(ingest.commit(), 0, 'what is refused counts for one export');
  });

  it('passes on nothing without records', () => {
    const { ingest, add } = setUp();

    assert.equal(ingest.commit(), 0);

    sinon.assert.notCalled(add);
  });

  it('returns the number of refused events', () => {
    const { take, add } = setUp();
    add.onFirstCall().returns(2).onSecondCall().returns(1);

    assert.equal(take(record('1'), record('2', 'b')), 3);
  });

  it('adds the events that a journal refused later to those refused at once', async () => {
    const { take, add } = setUp();
    const slow = createSlowOutbox();
    add.onFirstCall().returns(1).onSecondCall().callsFake(slow.add);

    const refused = take(record('1'), record('2', 'b'));
    slow.answers[0]!(4);

    assert.ok(typeof refused !== 'number');
    assert.equal(await refused, 5);
    assert.equal(take(record('3')), 0);
  });

  it('counts the bytes that wait for the answer of the journal', async () => {
    const slow = createSlowOutbox();
    const { ingest, take } = setUp({ outbox: slow });
    let isAnswered = false;

    const refused = take(record('1'), record('2', 'b'));
    const answered = ingest.answered().then(() => (isAnswered = true));
    assert.equal(ingest.unansweredBytes, 2 * '{"timestamp":1000,"message":"1"}'.length);
    slow.answers[0]!(0);
    await turn();
    assert.equal(ingest.unansweredBytes, '{"timestamp":1000,"message":"1"}'.length);
    assert.equal(isAnswered, false);
    slow.answers[1]!(1);
    await answered;

    assert.equal(await refused, 1);
    assert.equal(ingest.unansweredBytes, 0);
  });

  it('has all answers at once without a journal', async () => {
    const { ingest, take } = setUp();
    void take(record('1'));

    await ingest.answered();

    assert.equal(ingest.unansweredBytes, 0);
  });

  describe('for a record of the exporter itself', () => {
    it('adds a separate block to the named stream, and shows the record before', () => {
      const { ingest, add, held } = setUp();
      const own = sinon.spy();
      ingest.add(record('1', 'b'));

      assert.equal(ingest.addOwn(b, record('notice'), own), 0);
      void ingest.commit();

      assert.deepEqual(held, [
        ['b', ['notice']],
        ['b', ['1']],
      ]);
      sinon.assert.calledOnceWithExactly(own, add.args[0]![1]);
      sinon.assert.callOrder(own, add);
    });

    it('passes on the entity of its route, or that of the outbox for a stream that another process has left', () => {
      const { ingest, add } = setUp();
      const left = destination('left');

      for (const to of [a, b, left]) void ingest.addOwn(to, record('notice'), () => undefined);

      assert.deepEqual(
        add.args.map(([to, , entity]) => [to, entity]),
        [
          [a, ENTITY],
          [b, undefined],
          [left, ENTITY_OF_OUTBOX],
        ],
      );
    });

    it('reports that it was refused, also later', async () => {
      const { ingest, add } = setUp();
      const slow = createSlowOutbox();
      const own = sinon.spy();
      add.onFirstCall().returns(1).onSecondCall().callsFake(slow.add);

      assert.equal(ingest.addOwn(b, record('notice'), own), 1);
      const later = ingest.addOwn(b, record('notice'), own);
      slow.answers[0]!(1);

      assert.equal(await later, 1);
      assert.equal(ingest.commit(), 0, 'no export of the application counts it');
    });
  });

  it('counts a record that the encoder cannot write as lost, and skips one for which format returns undefined', () => {
    const error = new Error('no');
    const encoder = makeEncoder({
      maxEventBytes: 1_024,
      oversizedEvents: 'drop',
      format({ body }) {
        if (body === '2') return '';
        if (body === '3') return undefined;
        if (body === '5') throw error;
        return body === '4' ? 'x'.repeat(2_000) : textOf(body);
      },
    });
    const { take, held, lost, accepted } = setUp({ encoder });

    void take(...[1, 2, 3, 4, 5, 6].map((n) => record(String(n), 'a', n)));

    assert.deepEqual(held, [['a', ['1', '6']]]);
    assert.deepEqual(
      lost.args.map(([to, span, reason]) => [to, span, reason]),
      [
        [a, { count: 1, from: 2_000, to: 2_000 }, 'empty'],
        [a, { count: 1, from: 4_000, to: 4_000 }, 'oversized'],
        [a, { count: 1, from: 5_000, to: 5_000 }, 'encode_failed'],
      ],
    );
    assert.ok(lost.args[1]![3] instanceof Error && lost.args[2]![3] instanceof Error);
    assert.deepEqual(accepted.args, [[2]]);
  });

  it('loses only a record that throws on every access', () => {
    const cause = new Error('secret');
    const fail = (): never => {
      throw cause;
    };
    const hostile: ReadableLogRecord = new Proxy(record('x'), { get: fail, getPrototypeOf: fail });
    const { clock, ingest, take, held, lost } = setUp();

    void take(hostile, record('1'), hostile, record('2'));
    ingest.reject([hostile], 'shutdown');

    assert.deepEqual(held, [['a', ['1', '2']]]);
    assert.equal(lost.callCount, 3);
    for (const [to, span, reason, error] of lost.args) {
      assert.deepEqual(
        [to, span, reason, error.code],
        [
          { logGroupName: 'unknown', logStreamName: 'unknown' },
          { count: 1, from: clock.now(), to: clock.now() },
          'encode_failed',
          'CWL_NAMES_NOT_READ',
        ],
      );
      assert.equal(error.cause, cause);
    }
  });

  it('is busy only while a record is written, also one of the exporter', () => {
    const seen: boolean[] = [];
    const encoder = makeEncoder({
      format({ body }) {
        seen.push(ingest.isBusy);
        if (body === 'bad') throw new Error('no');
        return textOf(body);
      },
    });
    const { ingest } = setUp({ encoder });

    for (const body of ['1', 'bad']) ingest.add(record(body));
    seen.push(ingest.isBusy);
    void ingest.addOwn(b, record('notice'), () => seen.push(ingest.isBusy));
    seen.push(ingest.isBusy);

    assert.deepEqual(seen, [true, true, false, true, false, false]);
  });

  it('adds what is logged at the end of the process while a record is written, and leaves that one out', () => {
    const { ingest, held, add } = setUp();
    const toJSON = (): string => {
      ingest.interrupt();
      assert.equal(ingest.isBusy, false);
      ingest.add(record('inner'));
      void ingest.commit();
      sinon.assert.calledOnce(add);
      assert.deepEqual(held, [['a', ['before', 'inner']]]);
      return 'the process has ended';
    };
    ingest.add(record('before'));
    ingest.add(makeRecord({ body: { first: 1, second: { toJSON } }, attributes: { stream: 'b' } }));
    sinon.assert.calledOnce(add);
  });

  for (const format of ['body', 'otlp', 'flat'] as const) {
    it(`counts a record once as lost in which the process did not end after all, and no other, as ${format}`, () => {
      for (const rest of ['', 'x'.repeat(3_000)]) {
        const encoder = makeEncoder({ format, maxEventBytes: 2_048 });
        const { ingest, take, held, lost } = setUp({ encoder });
        const shared = { of: { both: 1 } };
        const toJSON = (): string => {
          ingest.interrupt();
          ingest.add(record('of an exit listener'));
          void ingest.commit();
          return 'the listener threw';
        };
        const body = { shared, second: { toJSON }, rest };

        void take(
          makeRecord({ body, attributes: { stream: 'a' } }),
          makeRecord({ body: { shared }, attributes: { stream: 'a' } }),
        );

        const messages = held.flatMap(([, each]) => each);
        assert.equal(messages.length, 2);
        assert.match(messages[0]!, /of an exit listener/);
        assert.match(messages[1]!, /\{"shared":\{"of":\{"both":1\}\}\}/);
        assert.deepEqual(
          lost.args.map(([to, { count }, reason]) => [to, count, reason]),
          [[a, 1, 'encode_failed']],
        );
      }
    });
  }

  it('loses only the block of a stream that memory has no room for', () => {
    const encoder = makeEncoder({ format: 'body' });
    const finish = sinon.stub(encoder.events, 'finish').callThrough();
    const cause = new RangeError('Array buffer allocation failed');
    finish.onFirstCall().throws(cause);
    const { take, held, lost } = setUp({ encoder });

    assert.equal(take(record('1', 'a', 1), record('2', 'a', 2), record('3', 'b', 3)), 0);

    assert.deepEqual(held, [['b', ['3']]]);
    assert.equal(lost.args.length, 1);
    assert.deepEqual(lost.args[0]!.slice(0, 3), [a, { count: 2, from: 1_000, to: 2_000 }, 'encode_failed']);
    assert.equal(lost.args[0]![3].cause, cause);
  });

  it('knows the resource of the first record', () => {
    const { ingest } = setUp();
    assert.equal(ingest.resource, undefined);
    const [first, second] = [emptyResource(), emptyResource()];

    ingest.add(makeRecord({ resource: first, attributes: { stream: 'a' } }));
    ingest.add(makeRecord({ resource: second, attributes: { stream: 'a' } }));

    assert.equal(ingest.resource, first);
  });

  it('counts rejected records by destination, with the present time', async () => {
    const { clock, ingest, add, lost } = setUp();
    await clock.advance(5_000);

    ingest.reject(
      [
        record('1', 'a', 1),
        record('2', 'b', 2),
        record('3', 'a', 3),
        makeRecord({ attributes: { stream: 'b' }, hrTime: [0, 0], hrTimeObserved: [0, 0] }),
      ],
      'shutdown',
    );

    assert.deepEqual(lost.args, [
      [a, { count: 2, from: 1_000, to: 3_000 }, 'shutdown'],
      [b, { count: 2, from: 2_000, to: clock.now() }, 'shutdown'],
    ]);
    sinon.assert.notCalled(add);
  });

  for (const isOfFailure of [true, false]) {
    it(`counts a rejected record of a trace that ${isOfFailure ? 'failed as lost' : 'may fail as left out'}`, () => {
      const leaveOut = sinon.spy();
      const context = {
        before: () => [],
        hold: () => undefined,
        ofException: () => [],
        isOfFailure: () => isOfFailure,
        leaveOut,
      };
      const { ingest, lost } = setUp({ selection: { judge: () => 'hold' }, context });
      ingest.reject([record('1')], 'shutdown');
      assert.deepEqual([lost.callCount, leaveOut.callCount], isOfFailure ? [1, 0] : [0, 1]);
    });
  }
});
