import assert from 'node:assert/strict';
import { ROOT_CONTEXT, trace as traceApi } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import * as sinon from 'sinon';
import type { Destination, EventBlock } from '../../src/events/model.js';
import { openIngest } from '../../src/ingest/open-ingest.js';
import type { CloudWatchLogRecordProcessorOptions } from '../../src/options/options.js';
import { resolveOptions } from '../../src/options/resolve-options.js';
import { messageOf } from '../../src/messages/message.js';
import { createTelemetry } from '../../src/telemetry/telemetry.js';
import { createBufferPool } from '../../src/util/buffer-pool.js';
import { makeRecord } from '../encode/helpers.js';
import { createSpyDiagnostics } from '../helpers/diagnostics.js';
import { messagesOf } from '../helpers/events.js';
import { createFakeClock } from '../helpers/fake-clock.js';

function setUp(options: CloudWatchLogRecordProcessorOptions = {}) {
  const clock = createFakeClock();
  const held: string[] = [];
  const diagnostics = createSpyDiagnostics();
  const lostBeforeOutbox = sinon.stub<[Destination, { count: number }, string, Error?], void>();
  const telemetry = createTelemetry(
    { clock, diagnostics, secretFilter: { error: (error) => error }, outbox: { count: 0, bytes: 0 } },
    { onLoss: undefined, selfObsMeterProvider: undefined },
  );
  const ingest = openIngest(
    {
      clock,
      processFacts: { hostName: 'host', pid: 1 },
      pool: createBufferPool(),
      outbox: {
        add(_to, block: EventBlock) {
          held.push(...messagesOf(block));
          return 0;
        },
        entityOf: () => undefined,
        has: () => false,
        forget: () => undefined,
      },
      telemetry,
      reporter: { lostBeforeOutbox, markInternal: () => undefined },
    },
    resolveOptions({ format: 'body', logGroupName: 'g', logStreamName: 's', ...options }, {}, ({ text }) =>
      assert.fail(text),
    ),
  );
  return { clock, ingest, held, diagnostics, telemetry, lostBeforeOutbox };
}

const [one, two] = ['one', 'two'].map((body) => makeRecord({ body }));

function recordOf(body: string, trace: 'a' | 'b', severityNumber: number): ReadableLogRecord {
  const spanContext = { traceId: trace.repeat(32), spanId: trace.repeat(16), traceFlags: 1 };
  return makeRecord({ body, severityNumber, spanContext });
}

describe('open-ingest', () => {
  it('takes records from the exporter and the processor, and commits them', async () => {
    const { ingest, held } = setUp();
    ingest.emit(one!);
    assert.equal(await ingest.export([two!]), 0);
    await ingest.commit();
    assert.deepEqual(held, ['one', 'two']);
  });

  it('commits at once, without a turn of the event loop', () => {
    const { ingest, held } = setUp();
    ingest.emit(one!);
    void ingest.export([two!]);
    ingest.commitNow();
    assert.deepEqual(held, ['one', 'two']);
  });

  it('sends what is held by an uncaught exception, or counts it', () => {
    const { ingest, held, telemetry, diagnostics } = setUp({ minSeverity: 'INFO', errorContext: {} });
    const debug = makeRecord({ body: 'debug', severityNumber: 5 });
    ingest.emit(debug);
    ingest.sendHeld();
    assert.deepEqual(held, ['debug']);
    ingest.emit(debug);
    ingest.leaveOutHeld();
    ingest.sendHeld();
    assert.deepEqual(held, ['debug']);
    telemetry.notSent.tell();
    assert.deepEqual(diagnostics.info.lastCall.args, [
      messageOf('CWL_NOT_SENT', { records: 'log records 1 held for errorContext without an error' }),
    ]);
  });

  it('sends what is held without a trace though the active span throws', () => {
    const { ingest, held } = setUp({ minSeverity: 'INFO', errorContext: {} });
    ingest.emit(makeRecord({ body: 'debug', severityNumber: 5 }));
    const active = sinon.stub(traceApi, 'getActiveSpan').throws(new Error('no'));
    try {
      ingest.sendHeld();
    } finally {
      active.restore();
    }
    assert.deepEqual(held, ['debug']);
  });

  it('commits the rest at its end, and nothing on its own after it', async () => {
    const { clock, ingest, held } = setUp();
    ingest.emit(one!);
    ingest.close();
    assert.deepEqual(held, ['one']);
    await clock.advance(3_600_000);
    assert.deepEqual(held, ['one']);
  });

  it('counts rejected records as lost', () => {
    const { ingest, lostBeforeOutbox } = setUp();
    ingest.reject([one!, two!], 'shutdown');
    const [to, lost, reason] = lostBeforeOutbox.firstCall.args;
    assert.deepEqual([to.logGroupName, lost.count, reason], ['g', 2, 'shutdown']);
  });

  it('takes every record without a selecting option, otherwise the selected ones', () => {
    const debug = { context: ROOT_CONTEXT, instrumentationScope: { name: 'x' }, severityNumber: 5 };
    assert.equal(setUp().ingest.wouldAdd(debug), true);
    assert.equal(setUp({ minSeverity: 'INFO' }).ingest.wouldAdd(debug), false);
  });

  it('holds debug records for an error of their trace, from both entries, and counts the rest at its end', async () => {
    const { ingest, held, telemetry, diagnostics } = setUp({ minSeverity: 'INFO', errorContext: {} });
    ingest.emit(recordOf('emitted', 'a', 5));
    assert.equal(await ingest.export([recordOf('exported', 'a', 5), recordOf('good', 'b', 5)]), 0);
    await ingest.commit();
    assert.deepEqual(held, []);
    ingest.emit(recordOf('failed', 'a', 17));
    await ingest.commit();
    ingest.close();
    assert.deepEqual(held, ['emitted', 'exported', 'failed']);
    telemetry.close();
    assert.match(diagnostics.info.lastCall.args[0].text, / 1 held for errorContext without an error\.$/);
  });

  it('leaves out what the budget does not allow', async () => {
    const { ingest, held, telemetry, diagnostics } = setUp({ budget: { bytesPerHour: 1 } });
    await ingest.export([one!, two!]);
    assert.deepEqual(held, ['one']);
    telemetry.close();
    assert.match(diagnostics.info.lastCall.args[0].text, /1 while the budget was spent/);
  });
});
