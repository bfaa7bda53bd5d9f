import assert from 'node:assert/strict';
import { startLocalServer } from '../../src/local-server/index.js';
import { NEVER_MILLIS } from '../helpers/limits.js';
import { bodiesOf } from './helpers/events.js';
import { OURS, ready, runApp, startApp } from './helpers/run-app.js';

const WELL = { code: 0, signal: null, stderr: '' };

describe('register, in worker threads', () => {
  it('gives each worker thread its stream, and no signal handler', async () => {
    await using server = await startLocalServer();
    const { stdout: _, ...ended } = await runApp(server, ['--import', OURS], 'threads.mjs');
    assert.deepEqual(ended, WELL);
    const streams = Object.fromEntries(
      server.events().map(({ logStreamName, message }) => {
        const { body }: { body: string } = JSON.parse(message);
        return [body, logStreamName];
      }),
    );
    assert.deepEqual(Object.keys(streams).toSorted(), ['main', 'worker']);
    assert.match(streams['main'] ?? '', /\/shop\/\d+$/);
    assert.match(streams['worker'] ?? '', new RegExp(`^${streams['main'] ?? ''}-\\d+$`));
  });

  it('delivers the records of all threads when a signal ends the process', async () => {
    await using server = await startLocalServer();
    const app = startApp(server, ['--import', OURS], 'service-with-threads.mjs', {
      OTEL_EXPORTER_CLOUDWATCH_FLUSH_TIMEOUT_MILLIS: String(NEVER_MILLIS),
    });
    await ready(app);
    app.process.kill('SIGTERM');
    // It does not wait for a thread that has ended before.
    const { signal, stderr } = await app.ended;
    assert.deepEqual({ signal, stderr }, { signal: 'SIGTERM', stderr: '' });
    const bodies = new Set(bodiesOf(server));
    for (const thread of ['main', 'worker', 'nested']) assert.ok(bodies.has(thread), thread);
  });

  it('ends within its limit if a worker is too busy to flush', async () => {
    await using server = await startLocalServer();
    const app = startApp(server, ['--import', OURS], 'service-with-threads.mjs', {
      BUSY: '1',
      OTEL_EXPORTER_CLOUDWATCH_FLUSH_TIMEOUT_MILLIS: '3000',
    });
    await ready(app);
    app.process.kill('SIGTERM');
    const { signal } = await app.ended;
    assert.equal(signal, 'SIGTERM');
    assert.ok(bodiesOf(server).includes('main'));
  });
});
