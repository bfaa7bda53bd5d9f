import assert from 'node:assert/strict';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import * as fc from 'fast-check';
import * as sinon from 'sinon';
import { cutBatch } from '../../src/dispatch/batch-cutter.js';
import { MAX_BATCH_BYTES, MAX_BATCH_COUNT } from '../../src/events/limits.js';
import type { EventBlock, NotSentReason } from '../../src/events/model.js';
import { wholeOf } from '../../src/events/runs.js';
import { createBudget } from '../../src/ingest/budget.js';
import { createErrorContext } from '../../src/ingest/error-context.js';
import { createIngest } from '../../src/ingest/ingest.js';
import { createSelection } from '../../src/ingest/selection.js';
import type { ErrorContextSettings } from '../../src/options/resolve-options.js';
import { createCoarseClock } from '../../src/util/coarse-clock.js';
import { makeEncoder, makeRecord, type PartialSettings } from '../encode/helpers.js';
import { destination, messagesOf, routeTo } from '../helpers/events.js';
import { createFakeClock } from '../helpers/fake-clock.js';

const [TRACE, DEBUG, INFO, WARN, ERROR, FATAL] = [1, 5, 9, 13, 17, 21];

/** Represents an uncaught exception, which makes no record, in a list of severities. */
const EXCEPTION = 25;

type TraceName = 'a' | 'b' | 'none';

function spanContextOf(trace: TraceName, traceFlags = 1): ReadableLogRecord['spanContext'] {
  if (trace === 'none') return undefined;
  return { traceId: trace.repeat(32), spanId: trace.repeat(16), traceFlags };
}

function recordOf(trace: TraceName, severityNumber: number): ReadableLogRecord {
  return makeRecord({ severityNumber, spanContext: spanContextOf(trace) });
}

interface Wanted {
  readonly context?: Partial<ErrorContextSettings>;
  readonly encoder?: PartialSettings;
  readonly bytesPerHour?: number;
  readonly traceBased?: boolean;
}

/** The whole ingest, with INFO as the least level. */
function setUp({ context: wanted, encoder: settings, bytesPerHour, traceBased = false }: Wanted = {}) {
  const clock = createFakeClock();
  const time = createCoarseClock(clock);
  const notSent: NotSentReason[] = [];
  const leftOut = (reason: NotSentReason): void => void notSent.push(reason);
  const blocks: EventBlock[] = [];
  const encoder = makeEncoder({ format: 'body', ...settings });
  const errorContext: ErrorContextSettings = {
    minSeverity: 'DEBUG',
    trigger: 'ERROR',
    maxAgeMillis: 1_000,
    maxBytes: 8_388_608,
    ...wanted,
  };
  const context = createErrorContext(errorContext, encoder, leftOut);
  const lost = sinon.spy();
  const to = routeTo(destination('a'));
  const ingest = createIngest({
    router: { route: () => to, routeTo: () => to },
    writer: encoder,
    events: encoder.events,
    outbox: {
      entityOf: () => undefined,
      add(_, block) {
        block.arrival = blocks.reduce((sum, { ends }) => sum + ends.length, 0);
        blocks.push(block);
        return 0;
      },
    },
    clock: time,
    selection: createSelection({ minSeverity: { default: 'INFO' }, traceBased, errorContext }, leftOut),
    context,
    budget: bytesPerHour === undefined ? undefined : createBudget({ bytesPerHour, minSeverity: 'WARN' }),
    accepted: () => undefined,
    lost,
  });
  ingest.onOverBudget(() => leftOut('budget'));
  return {
    clock,
    context,
    ingest,
    lost,
    notSent,
    add(trace: TraceName, severityNumber: number, body: unknown, members: object = {}): void {
      time.update();
      const now = clock.now();
      const hrTime = [Math.floor(now / 1_000), (now % 1_000) * 1e6];
      ingest.add(makeRecord({ body, severityNumber, hrTime, spanContext: spanContextOf(trace), ...members }));
    },
    /** The events of one request. */
    sent(): string[] {
      void ingest.commit();
      const limits = { maxBatchBytes: MAX_BATCH_BYTES, maxBatchCount: MAX_BATCH_COUNT };
      const { batch } = cutBatch(blocks.map(wholeOf), 0, limits);
      const times = batch.flatMap(({ block, from, to: end }) =>
        Array.from(block.timestamps.slice(from, end)),
      );
      assert.deepEqual(
        times,
        times.toSorted((one, other) => one - other),
      );
      return batch.flatMap(({ block, from, to: end }) => messagesOf(block).slice(from, end));
    },
  };
}

describe('error-context', () => {
  it('sends the debug records of a failed trace, in order of time, and of no other trace', async () => {
    const { add, clock, context, sent, notSent } = setUp();
    for (const trace of ['a', 'b'] as const) {
      add(trace, DEBUG, `${trace} reads`);
      await clock.advance(1);
      add(trace, INFO, `${trace} asks`);
      await clock.advance(1);
      add(trace, DEBUG, `${trace} waits`);
      await clock.advance(1);
    }
    add('a', INFO, 'a done');
    await clock.advance(1);
    add('b', ERROR, 'b failed');

    assert.deepEqual(sent(), ['a asks', 'b reads', 'b asks', 'b waits', 'a done', 'b failed']);
    assert.deepEqual(notSent, []);
    context.clear();
    assert.deepEqual(notSent, ['no_error', 'no_error']);
  });

  it('sends later records of the trace too, for maxAgeMillis', async () => {
    const { add, clock, sent } = setUp();
    add('a', ERROR, 'failed');
    await clock.advance(1_000);
    add('a', DEBUG, 'tidies up');
    await clock.advance(1);
    add('a', DEBUG, 'too late');
    assert.deepEqual(sent(), ['failed', 'tidies up']);
  });

  it('holds a record as it was when it was logged', () => {
    const { add, sent } = setUp();
    const body = { state: 'before' };
    add('a', DEBUG, body);
    body.state = 'after';
    add('a', ERROR, 'failed');
    assert.deepEqual(sent(), ['{"state":"before"}', 'failed']);
  });

  it('holds records without a valid trace together, and an error without one sends them', () => {
    const { add, sent } = setUp();
    add('none', DEBUG, '1');
    add('a', DEBUG, '2', { spanContext: { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 1 } });
    add('a', DEBUG, 'empty', { spanContext: { traceId: '', spanId: '', traceFlags: 0 } });
    add('a', ERROR, '3');
    assert.deepEqual(sent(), ['3']);
    add('none', ERROR, '4');
    add('none', DEBUG, 'waits for the next error');
    assert.deepEqual(sent(), ['3', '1', '2', 'empty', '4']);
  });

  it('sends records without a trace after a FATAL record of any trace', () => {
    const { add, sent } = setUp();
    add('none', DEBUG, '1');
    add('a', DEBUG, '2');
    add('b', DEBUG, '3');
    add('a', FATAL, '4');
    assert.deepEqual(sent(), ['1', '2', '4']);
  });

  it('sends, after an uncaught exception, records without a trace and those of its trace, beside an open block', () => {
    const { add, ingest, sent, notSent } = setUp();
    for (const [trace, body] of [
      ['none', '1'],
      ['a', '2'],
      ['b', '3'],
    ] as const)
      add(trace, DEBUG, body);
    add('a', INFO, '4');
    ingest.sendHeld(spanContextOf('a'));
    add('a', DEBUG, '5');
    add('none', DEBUG, '6');
    assert.deepEqual(sent(), ['1', '2', '4', '5']);
    ingest.sendHeld(undefined);
    assert.deepEqual(sent(), ['1', '2', '4', '5', '6']);
    assert.deepEqual(notSent, []);
  });

  it('sends a record of the level of the trigger even if it is below minSeverity', () => {
    const { add, sent } = setUp({ context: { minSeverity: 'TRACE', trigger: 'DEBUG' } });
    for (const trace of ['a', 'none'] as const) {
      add(trace, TRACE, `${trace} 1`);
      add(trace, DEBUG, `${trace} 2`);
    }
    assert.deepEqual(sent(), ['a 1', 'a 2', 'none 1', 'none 2']);
  });

  it('sends such a record even if it is below the levels that are held', () => {
    const { add, sent } = setUp({ context: { minSeverity: 'INFO', trigger: 'DEBUG' } });
    add('a', DEBUG, '1');
    assert.deepEqual(sent(), ['1']);
  });

  it('holds records that traceBased leaves out too', () => {
    const { add, sent } = setUp({ traceBased: true });
    const spanContext = spanContextOf('a', 0);
    add('a', DEBUG, '1', { spanContext });
    add('a', INFO, '2', { spanContext });
    add('b', INFO, '3', { spanContext: spanContextOf('b', 0) });
    add('a', ERROR, '4', { spanContext });
    assert.deepEqual(sent(), ['1', '2', '4']);
  });

  it('sends held records only within the budget, and counts them there', () => {
    const { add, sent, notSent } = setUp({ bytesPerHour: 2 * 27 });
    for (const body of ['1', '2', '3']) add('a', DEBUG, body);
    add('a', ERROR, 'e');
    add('a', DEBUG, '4');
    assert.deepEqual(sent(), ['1', '2', 'e']);
    assert.deepEqual(notSent, ['budget', 'budget']);
  });

  it('counts a record that cannot be written as lost only if it would be sent', () => {
    const { add, lost, sent, context, notSent } = setUp({
      encoder: {
        format({ body }) {
          if (body === 'skipped') return undefined;
          throw new Error('no');
        },
      },
    });
    for (const trace of ['a', 'b'] as const) add(trace, DEBUG, 'bad');
    add('a', DEBUG, 'skipped');
    sinon.assert.notCalled(lost);
    add('a', ERROR, 'bad');
    assert.deepEqual([lost.callCount, lost.args[0]![2]], [2, 'encode_failed']);
    assert.deepEqual(sent(), []);
    context.clear();
    assert.deepEqual(notSent, ['no_error']);
  });

  it('sends all parts of a record that was split', () => {
    const { add, sent } = setUp({ encoder: { maxEventBytes: 1_024 } });
    add('a', DEBUG, 'x'.repeat(3_000));
    add('a', ERROR, 'failed');
    const [failed, ...parts] = sent().toReversed();
    assert.ok(parts.length > 2);
    assert.equal(failed, 'failed');
  });

  it('keeps the blocks of sent records intact, for any size and order', () => {
    const part = fc.record({ held: fc.boolean(), bytes: fc.integer({ min: 0, max: 30_000 }) });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const { add, sent } = setUp();
        const bodyOf = (index: number): string => `${index} é "${'x'.repeat(parts[index]!.bytes)}`;
        for (const [index, { held }] of parts.entries()) add('a', held ? DEBUG : INFO, bodyOf(index));
        add('a', ERROR, 'failed');
        const places = [...parts.keys()];
        const expected = [false, true].flatMap((held) =>
          places.filter((index) => parts[index]!.held === held),
        );
        assert.deepEqual(sent(), [...expected.map(bodyOf), 'failed']);
      }),
      { numRuns: 50 },
    );
  });

  it('counts rejected records as lost if they would be sent, otherwise as not sent', () => {
    const { add, ingest, lost, notSent } = setUp();
    add('b', ERROR, 'failed');
    ingest.reject(
      [recordOf('a', DEBUG), recordOf('b', DEBUG), recordOf('a', TRACE), recordOf('a', ERROR)],
      'shutdown',
    );
    assert.deepEqual(notSent, ['no_error', 'severity']);
    assert.deepEqual(
      lost.args.map(([, { count }, reason]) => [count, reason]),
      [[2, 'shutdown']],
    );
  });

  it('sends exactly the records that belong to a failure, in order of time, and counts the others', async () => {
    const step = fc.record({
      trace: fc.constantFrom<TraceName>('a', 'b', 'none'),
      severity: fc.constantFrom(TRACE, DEBUG, DEBUG, DEBUG, DEBUG, INFO, WARN, ERROR, FATAL, EXCEPTION),
      wait: fc.integer({ min: 1, max: 700 }),
    });
    type Step = { trace: TraceName; severity: number; at: number };

    /** Whether the second record causes the first to be sent. */
    function sends(one: Step, other: Step): boolean {
      const isError = other.severity >= ERROR;
      if (one.trace !== 'none') {
        return isError && one.trace === other.trace && Math.abs(one.at - other.at) <= 1_000;
      }
      const isOfAll = other.severity >= (other.trace === 'none' ? ERROR : FATAL);
      return isOfAll && other.at > one.at && other.at - one.at <= 1_000;
    }

    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { add, clock, context, ingest, sent, notSent } = setUp();
        const all: Step[] = [];
        for (const { trace, severity, wait } of steps) {
          await clock.advance(wait);
          if (severity === EXCEPTION) ingest.sendHeld(spanContextOf(trace));
          else add(trace, severity, String(all.length));
          all.push({ trace, severity, at: clock.now() });
        }
        context.clear();
        const isSent = (one: Step): boolean =>
          (one.severity >= INFO && one.severity < EXCEPTION) ||
          (one.severity === DEBUG && all.some((other) => sends(one, other)));
        assert.deepEqual(sent(), [...all.keys()].filter((index) => isSent(all[index]!)).map(String));
        const others = all
          .filter((one) => !isSent(one) && one.severity < EXCEPTION)
          .map(({ severity }) => severity);
        assert.deepEqual(
          notSent.toSorted(),
          others.map((severity) => (severity === TRACE ? 'severity' : 'no_error')).toSorted(),
        );
      }),
    );
  });
});
