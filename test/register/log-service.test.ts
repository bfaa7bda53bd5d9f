import assert from 'node:assert/strict';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import * as sinon from 'sinon';
import { CloudWatchLogRecordExporter } from '../../src/exporter.js';
import { startLocalServer, type LocalServer } from '../../src/local-server/index.js';
import { createLogService, type LogService } from '../../src/register/log-service.js';
import { readSettings } from '../../src/register/settings.js';

const FLUSH_TIMEOUT = 'OTEL_EXPORTER_CLOUDWATCH_FLUSH_TIMEOUT_MILLIS';

function bodiesIn(server: LocalServer): unknown[] {
  return server.events('/otel/shop').map(({ message }) => {
    const { body }: { body: unknown } = JSON.parse(message);
    return body;
  });
}

const ignore = (): void => undefined;

describe('createLogService', () => {
  let server: LocalServer;
  let service: LogService;
  let warnings: string[];
  const { env } = process;
  const emit = (body: string): void => service.provider.getLogger('test').emit({ body });

  beforeEach(async () => {
    server = await startLocalServer();
    process.env = {
      ...env,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: server.url,
      AWS_REGION: server.clientConfig.region,
      AWS_ACCESS_KEY_ID: 'LOCAL',
      AWS_SECRET_ACCESS_KEY: 'local',
      OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_RETENTION_IN_DAYS: '7',
      [FLUSH_TIMEOUT]: '300000',
    };
    warnings = [];
    const warn = (...args: unknown[]): void => void warnings.push(args.join(' '));
    diag.setLogger({ error: warn, warn, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.WARN);
    const resource = resourceFromAttributes({ 'service.name': 'shop' });
    service = createLogService(process.env, resource, readSettings({}).batch);
  });

  afterEach(async () => {
    await service.shutdown();
    sinon.restore();
    diag.disable();
    process.env = env;
    await server.close();
  });

  it('delivers what was logged when it is flushed, and what comes after when it is shut down', async () => {
    emit('first');
    await service.flush();
    assert.deepEqual(bodiesIn(server), ['first']);
    emit('second');
    await service.shutdown();
    assert.deepEqual(bodiesIn(server), ['first', 'second']);
  });

  it('may be shut down and flushed again, and warns of nothing', async () => {
    emit('first');
    await Promise.all([service.shutdown(), service.shutdown(), service.flush()]);
    await service.flush();
    assert.deepEqual(bodiesIn(server), ['first']);
    assert.deepEqual(warnings, []);
  });

  it('takes the time that the exporter may take, and a second to empty the queue', () => {
    assert.equal(service.maxMillis, 301_000);
  });

  it('empties a long queue into the outbox before the one bound on delivery begins', async () => {
    server.faults = [{ kind: 'hang' }];
    process.env[FLUSH_TIMEOUT] = '200';
    const hanging = createLogService(process.env, resourceFromAttributes({}), {
      ...readSettings({}).batch,
      maxExportBatchSize: 1,
    });
    for (let id = 0; id < 20; id++) hanging.provider.getLogger('test').emit({ body: id });
    const methods = sinon.spy(CloudWatchLogRecordExporter.prototype);
    await hanging.shutdown();
    // The processor flushes after each export; twenty of these would wait for twenty bounds.
    sinon.assert.callCount(methods.export, 20);
    sinon.assert.notCalled(methods.forceFlush);
    sinon.assert.callOrder(methods.export, methods.shutdown);
    assert.ok(
      warnings.some((warning) => warning.includes('20 events')),
      warnings.join('\n'),
    );
  });
});
