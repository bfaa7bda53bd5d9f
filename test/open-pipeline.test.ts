import assert from 'node:assert/strict';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import * as sinon from 'sinon';
import type { CloudWatchLogRecordProcessorOptions, Loss } from '../src/index.js';
import { openPipeline } from '../src/open-pipeline.js';
import { makeRecord } from './encode/helpers.js';
import { createFakeClient } from './helpers/fake-client.js';
import { loose } from './helpers/loose.js';

const OWNER = 'CloudWatchLogRecordProcessor';

function setUp(options: CloudWatchLogRecordProcessorOptions = {}) {
  const { client, batches } = createFakeClient();
  const losses: Loss[] = [];
  const pipeline = openPipeline(
    { client, format: 'body', onLoss: (loss) => void losses.push(loss), ...options },
    OWNER,
  );
  return { pipeline, batches, losses };
}

describe('open-pipeline', () => {
  afterEach(() => {
    sinon.restore();
    diag.disable();
  });

  it('throws the mistakes in the options, in the name of the class that has them', () => {
    assert.throws(
      () => openPipeline(loose({ format: 'xml' }), OWNER),
      (error) =>
        error instanceof TypeError && error.message.includes(OWNER) && error.message.includes('"xml"'),
    );
  });

  it('closes once, and a later flush waits for that end', async () => {
    const { pipeline, batches } = setUp();
    pipeline.emit(makeRecord({ body: 'last' }));
    assert.equal(pipeline.isClosed, false);

    const end = pipeline.close();

    assert.equal(pipeline.isClosed, true, 'from the call on');
    assert.deepEqual([pipeline.close() === end, pipeline.flush() === end], [true, true]);
    await end;
    assert.deepEqual(batches, [['last']]);
  });

  it('counts records that come after the end as lost', async () => {
    const { pipeline, losses } = setUp();
    await pipeline.close();
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

    pipeline.rejectAfterShutdown([makeRecord({ body: 'late' }), makeRecord({ body: 'later' })]);
    await clock.tickAsync(1_000);

    assert.deepEqual(
      losses.map(({ reason, count }) => [reason, count]),
      [['shutdown', 2]],
    );
  });

  it('reports late records that cannot be counted, and throws nothing', async () => {
    const warn = sinon.stub();
    diag.setLogger(
      { error: sinon.stub(), warn, info: sinon.stub(), debug: sinon.stub(), verbose: sinon.stub() },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
    const { pipeline } = setUp();
    await pipeline.close();

    pipeline.rejectAfterShutdown(loose(7));

    assert.match(warn.args.flat().join(' '), /CWL_LATE_RECORDS_NOT_COUNTED: /);
  });
});
