import assert from 'node:assert/strict';
import { isSpanContextValid, trace, type Context } from '@opentelemetry/api';
import { logs, type LogRecord } from '@opentelemetry/api-logs';
import * as fc from 'fast-check';
import { createLoggers, inTrace } from '../../../src/cli/demo/loggers.js';
import { readEvent } from '../../../src/cli/events/read-event.js';
import { thrower } from '../../helpers/thrower.js';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

/** Keeps what OpenTelemetry is given directly, with the name of its logger. */
function capture(): (readonly [name: string, record: LogRecord])[] {
  const records: (readonly [string, LogRecord])[] = [];
  const getLogger = (name: string) => ({
    emit: (record: LogRecord) => void records.push([name, record]),
    enabled: () => true,
  });
  logs.setGlobalLoggerProvider({ getLogger });
  return records;
}

function traceOf(context: Context | undefined): string | undefined {
  const span = context && trace.getSpanContext(context);
  return span && isSpanContextValid(span) ? span.traceId : undefined;
}

describe('loggers', () => {
  afterEach(() => logs.disable());

  it('are those that are installed, and OpenTelemetry itself, with each library named once', () => {
    const { found, missing } = createLoggers();
    assert.deepEqual([...found, ...missing].toSorted(), ['OpenTelemetry', 'pino', 'winston']);
    assert.equal(found.at(-1), 'OpenTelemetry');
  });

  it('number all records in one row, whichever part of the shop logs them', () => {
    const call = fc.tuple(fc.constantFrom('web', 'stock'), fc.constantFrom(...LEVELS), fc.string());
    fc.assert(
      fc.property(fc.array(call), (calls) => {
        const records = capture();
        const loggers = createLoggers();
        for (const [part, level, text] of calls) loggers.of(part)(level, text, { own: text, seq: -1 });
        logs.disable();
        assert.equal(loggers.count, calls.length);
        assert.deepEqual(
          records.map(([name, { body, attributes }]) => [name, body, attributes]),
          calls.map(([part, , text], index) => [`shop.${part}`, text, { own: text, seq: index + 1 }]),
        );
      }),
    );
  });

  it('give a record the severity of its level', () => {
    const records = capture();
    const log = createLoggers().of('web');
    for (const level of LEVELS) log(level, 'text');
    const read = records.map(([, record]) => readEvent(JSON.stringify({ ...record, context: undefined })));
    assert.deepEqual(
      read.map(({ level, levelText }) => [level, levelText]),
      LEVELS.map((level) => [level, level.toUpperCase()]),
    );
  });

  it('leave a record to the library of a part, and count it', () => {
    const records = capture();
    const loggers = createLoggers();
    loggers.of('payments', 'pino')('info', 'paid');
    assert.equal(loggers.count, 1);
    assert.ok(!records.some(([name]) => name.startsWith('shop.')));
  });

  it('count only what a logger got: there may be no provider', () => {
    const loggers = createLoggers();
    loggers.of('web')('info', 'lost');
    assert.equal(loggers.count, 0);
  });

  it('give the records within a trace its id, also after a pause, and those after it none', async () => {
    const records = capture();
    const log = createLoggers().of('web');
    const answer = await inTrace(TRACE_ID, async () => {
      log('info', 'first');
      await Promise.resolve();
      log('info', 'second');
      return 'done';
    });
    await assert.rejects(inTrace(TRACE_ID, thrower), /a mistake/);
    log('info', 'outside');
    assert.equal(answer, 'done');
    assert.deepEqual(
      records.map(([, { context }]) => traceOf(context)),
      [TRACE_ID, TRACE_ID, undefined],
    );
  });
});
