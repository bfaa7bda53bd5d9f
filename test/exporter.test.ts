import assert from 'node:assert/strict';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import * as sinon from 'sinon';
import { CloudWatchLogRecordExporter } from '../src/exporter.js';
import type { CloudWatchLogRecordExporterOptions, Loss } from '../src/index.js';
import { makeRecord } from './encode/helpers.js';
import { createFakeClient } from './helpers/fake-client.js';
import { unhandledRejections } from './helpers/unhandled-rejections.js';

function records(...bodies: readonly string[]): ReadableLogRecord[] {
  const hrTime = [Math.floor(Date.now() / 1_000), 0];
  return bodies.map((body) => makeRecord({ body, hrTime }));
}

function setUp(options: CloudWatchLogRecordExporterOptions = {}) {
  const { client, batches } = createFakeClient();
  const losses: Loss[] = [];
  const exporter = new CloudWatchLogRecordExporter({
    client,
    format: 'body',
    onLoss: (loss) => void losses.push(loss),
    ...options,
  });
  return {
    exporter,
    batches,
    losses,
    log: (...bodies: readonly string[]): Promise<ExportResult> =>
      new Promise((resolve) => exporter.export(records(...bodies), resolve)),
  };
}

describe('exporter', () => {
  afterEach(() => sinon.restore());

  it('succeeds once the outbox has the records, and sends them at a flush and at shutdown', async () => {
    const { exporter, batches, losses, log } = setUp();

    assert.deepEqual(await log('1', '2'), { code: ExportResultCode.SUCCESS });
    await exporter.forceFlush();
    assert.deepEqual(batches.flat(), ['1', '2']);
    await log('3');
    await exporter.shutdown();

    assert.deepEqual(batches.flat(), ['1', '2', '3']);
    assert.deepEqual(losses, []);
  });

  it('takes overlapping exports one after the other', async () => {
    const { exporter, batches, log } = setUp();

    const results = await Promise.all([log('1'), log('2'), log('3')]);
    await exporter.shutdown();

    assert.deepEqual(
      results.map(({ code }) => code),
      [ExportResultCode.SUCCESS, ExportResultCode.SUCCESS, ExportResultCode.SUCCESS],
    );
    assert.deepEqual(batches.flat(), ['1', '2', '3']);
  });

  it('fails with the number of events that a full outbox refuses, each of which is counted', async () => {
    const { exporter, batches, losses, log } = setUp({ outbox: { maxBytes: 10_000 } });

    const { code, error } = await log(...Array.from({ length: 50 }, () => 'x'.repeat(1_000)));
    await exporter.shutdown();

    const lost = losses.reduce((sum, { count }) => sum + count, 0);
    assert.deepEqual([code, error?.name], [ExportResultCode.FAILED, 'OutboxFull']);
    assert.match(error?.message ?? '', new RegExp(`\\b${lost} events\\b`));
    assert.equal(lost + batches.flat().length, 50);
    assert.ok(lost > 0 && lost < 50, `${lost} lost`);
  });

  it('fails after shutdown, and counts the records as lost', async () => {
    const { exporter, batches, losses, log } = setUp();
    await Promise.all([exporter.shutdown(), exporter.shutdown()]);
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

    const { code, error } = await log('late');
    await exporter.forceFlush();
    await clock.tickAsync(1_000);

    assert.deepEqual([code, error?.name], [ExportResultCode.FAILED, 'ExporterShutDown']);
    assert.deepEqual(
      losses.map(({ reason, count }) => [reason, count]),
      [['shutdown', 1]],
    );
    assert.deepEqual(batches, []);
  });

  it('makes no unhandled rejection of an error of the callback', async () => {
    const { exporter } = setUp();

    const unhandled = await unhandledRejections(
      () =>
        new Promise<void>((resolve) =>
          exporter.export(records('1'), () => {
            resolve();
            throw new Error('of the processor');
          }),
        ),
    );

    assert.deepEqual(unhandled, []);
    await exporter.shutdown();
  });
});
