import assert from 'node:assert/strict';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { CloudWatchLogRecordProcessorOptions, Loss } from '../src/index.js';
import { resolveOptions } from '../src/options/resolve-options.js';
import { createPipeline } from '../src/pipeline.js';
import { createSecretFilter } from '../src/telemetry/secret-filter.js';
import { makeRecord } from './encode/helpers.js';
import { createSpyDiagnostics } from './helpers/diagnostics.js';
import { createFakeClient } from './helpers/fake-client.js';
import { createFakeClock } from './helpers/fake-clock.js';
import { lineOf } from './helpers/message.js';
import { until } from './helpers/until.js';

function setUp(options: CloudWatchLogRecordProcessorOptions = {}, answer?: () => Promise<object>) {
  const clock = createFakeClock();
  const { client, batches } = createFakeClient(answer);
  const losses: Loss[] = [];
  const pipeline = createPipeline(
    {
      clock,
      random: () => 0.5,
      diagnostics: createSpyDiagnostics(),
      secretFilter: createSecretFilter(),
      processFacts: { hostName: 'host', pid: 7 },
    },
    resolveOptions(
      { client, format: 'body', onLoss: (loss) => void losses.push(loss), ...options },
      {},
      (message) => assert.fail(lineOf(message)),
      'CloudWatchLogRecordProcessor',
    ),
  );

  /** Closes it, as fast as its own clock allows. */
  async function close(): Promise<void> {
    let closed = false;
    void pipeline.close().then(() => (closed = true));
    await until(async () => {
      await clock.advance(100);
      return closed;
    });
  }

  return { clock, pipeline, batches, losses, close };
}

function recordLike(severityNumber: number) {
  return { context: ROOT_CONTEXT, instrumentationScope: { name: 'test' }, severityNumber };
}

describe('pipeline', () => {
  it('sends what was emitted together after scheduledDelayMillis', async () => {
    const { clock, pipeline, batches, losses, close } = setUp({ scheduledDelayMillis: 300 });

    pipeline.emit(makeRecord({ body: '1' }));
    await clock.advance(299);
    pipeline.emit(makeRecord({ body: '2' }));
    assert.deepEqual(batches, []);
    await clock.advance(1);
    await until(() => batches.length > 0);

    assert.deepEqual(batches, [['1', '2']]);
    await close();
    assert.deepEqual(losses, []);
  });

  it('returns the number of exported events that the outbox refused', async () => {
    const { pipeline, batches, close } = setUp({ outbox: { maxBytes: 10_000 } });

    const refused = await pipeline.export(
      Array.from({ length: 50 }, () => makeRecord({ body: 'x'.repeat(1_000) })),
    );
    await close();

    assert.ok(refused > 0, `${refused} refused`);
    assert.equal(batches.flat().length, 50 - refused);
  });

  it('flushes what waits, and resolves with its answer', async () => {
    const { pipeline, batches, close } = setUp();
    pipeline.emit(makeRecord({ body: '1' }));

    await pipeline.flush();

    assert.deepEqual(batches, [['1']]);
    await close();
  });

  it('counts as lost at its end what has no answer after flushTimeoutMillis', async () => {
    const { pipeline, losses, close } = setUp(
      { flushTimeoutMillis: 2_000 },
      () => new Promise(() => undefined),
    );
    pipeline.emit(makeRecord({ body: '1' }));

    await close();

    assert.deepEqual(
      losses.map(({ reason, count }) => [reason, count]),
      [['shutdown', 1]],
    );
  });

  it('counts as lost what comes after its end', async () => {
    const { clock, pipeline, losses, close } = setUp();
    await close();

    pipeline.rejectAfterShutdown([makeRecord({ body: 'late' })]);
    await clock.advance(1_000);

    assert.deepEqual(
      losses.map(({ reason, count }) => [reason, count]),
      [['shutdown', 1]],
    );
  });

  it('would take what its options select', async () => {
    const { pipeline, close } = setUp({ minSeverity: 'WARN' });

    assert.deepEqual([pipeline.wouldAdd(recordLike(9)), pipeline.wouldAdd(recordLike(13))], [false, true]);
    await close();
  });
});
