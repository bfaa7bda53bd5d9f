import assert from 'node:assert/strict';
import { once } from 'node:events';
import { startLocalServer, type Fault, type LocalServer } from '../../src/local-server/index.js';
import { until } from '../helpers/until.js';
import { ready, startNode, type Ended, type RunningApp } from '../zero-code/helpers/run-app.js';
import { bodies } from '../helpers/bodies.js';

const AWAY: Fault = { kind: 'unavailable' };
const HANG: Fault = { kind: 'hang' };
/** The next attempt is at least 5 s away. */
const DENY: Fault = { kind: 'deny', actions: ['PutLogEvents'] };

/** A service whose three records are acknowledged and have been tried once. */
async function startService(
  server: LocalServer,
  handlers: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<RunningApp> {
  const app = startNode(server, ['test/process/apps/service.mjs', ...handlers], env);
  await ready(app);
  const hangs = server.faults.includes(HANG);
  await until(() =>
    server.calls.some(
      ({ action, status, fault }) =>
        fault === 'hang' || (!hangs && (status === 200 ? action === 'PutLogEvents' : fault !== undefined)),
    ),
  );
  return app;
}

/** Tells it how to end. A delay would last longer than the process may live: it would be killed, by another signal. */
function end(app: RunningApp, how: string): Promise<Ended> {
  app.process.send(how);
  return app.ended;
}

function terminate(app: RunningApp): Promise<Ended> {
  app.process.kill('SIGTERM');
  return app.ended;
}

const ALL = ['one', 'two', 'three'];

const SHORT_FLUSH = { OTEL_EXPORTER_CLOUDWATCH_FLUSH_TIMEOUT_MILLIS: '500' };

describe('The end of a process with a memory outbox', () => {
  describe('that shuts down', () => {
    it('sends what waits, and wakes a waiting retry', async () => {
      await using server = await startLocalServer({ faults: [DENY] });
      const app = await startService(server);
      server.faults = [];

      const { code, signal } = await end(app, 'with shutdown');

      assert.deepEqual([code, signal], [0, null]);
      assert.deepEqual(bodies(server), ALL);
    });

    it('sends it on SIGTERM if the service handles the signal', async () => {
      await using server = await startLocalServer({ faults: [AWAY] });
      const app = await startService(server, ['handles SIGTERM']);
      server.faults = [];

      const { code } = await terminate(app);

      assert.equal(code, 0);
      assert.deepEqual(bodies(server), ALL);
    });

    it('sends it after an uncaught exception if the service handles the exception', async () => {
      await using server = await startLocalServer({ faults: [AWAY] });
      const app = await startService(server, ['handles exceptions']);
      server.faults = [];

      const { code } = await end(app, 'uncaught exception');

      assert.equal(code, 7);
      assert.deepEqual(bodies(server), ALL);
    });

    for (const [name, fault] of [
      ['hangs', HANG],
      ['is away', AWAY],
      ['denies', DENY],
    ] as const) {
      it(`keeps its limit when the service ${name}, and reports what is left by count and stream`, async () => {
        await using server = await startLocalServer({ faults: [fault] });
        const app = await startService(server, ['handles SIGTERM'], SHORT_FLUSH);

        const { code, stderr } = await terminate(app);

        assert.equal(code, 0);
        assert.match(stderr, /CWL_SHUTDOWN_LOST.* 3 events .*500 ms.*: 3 for "\/otel\/shop" "stream"/);
        assert.deepEqual(bodies(server), []);
      });
    }

    it('keeps the limit of forceFlush against a service that hangs, and loses nothing by it', async () => {
      await using server = await startLocalServer({ faults: [HANG] });
      const app = await startService(server, [], SHORT_FLUSH);
      app.process.send('flush');
      await once(app.process, 'message');

      const { stderr } = await end(app, 'with shutdown');

      assert.match(stderr, /CWL_SHUTDOWN_LOST.* 3 events/);
    });
  });

  describe('that ends on its own', () => {
    const ends: Record<string, { readonly code: number; readonly stderr: RegExp }> = {
      'without shutdown': {
        code: 0,
        stderr: /^opentelemetry-exporter-cloudwatch-logs: CWL_EXIT_LOST: 3 log records were .+\n$/,
      },
      'process.exit': {
        code: 3,
        stderr: /^opentelemetry-exporter-cloudwatch-logs: CWL_EXIT_LOST: 3 log records were .+\n$/,
      },
      'uncaught exception': { code: 1, stderr: /CWL_EXIT_LOST: 3 log records were / },
    };
    for (const [how, { code, stderr }] of Object.entries(ends)) {
      it(`waits only a moment during an outage, ${how}: what is lost is counted on stderr`, async () => {
        await using server = await startLocalServer({ faults: [AWAY] });
        const app = await startService(server);

        const ended = await end(app, how);

        assert.deepEqual([ended.code, ended.signal], [code, null]);
        assert.match(ended.stderr, stderr);
        assert.deepEqual(bodies(server), []);
      });
    }

    it('does not stay alive for delivered events', async () => {
      await using server = await startLocalServer();
      const app = await startService(server);
      await until(() => server.events().length === 3);

      const { code } = await end(app, 'without shutdown');

      assert.equal(code, 0);
      assert.deepEqual(bodies(server), ALL);
    });

    it('waits for a call in flight, at most requestTimeoutMillis', async () => {
      await using server = await startLocalServer({ faults: [HANG] });
      const app = await startService(server, [], { OTEL_EXPORTER_CLOUDWATCH_REQUEST_TIMEOUT_MILLIS: '1000' });

      const { code } = await end(app, 'without shutdown');

      assert.equal(code, 0);
    });

    it('does not wait for one stream after the other when no call is answered', async () => {
      await using server = await startLocalServer({ faults: [HANG] });
      const app = await startService(server, ['many streams'], {
        OTEL_EXPORTER_CLOUDWATCH_REQUEST_TIMEOUT_MILLIS: '1000',
      });

      const { code } = await end(app, 'without shutdown');

      assert.equal(code, 0);
    });

    it('delivers what is in flight when the answer comes in time', async () => {
      await using server = await startLocalServer({ faults: [{ kind: 'latency', latencyMillis: 200 }] });
      const app = startNode(server, ['test/process/apps/service.mjs']);
      await ready(app);

      const { code } = await end(app, 'without shutdown');

      assert.equal(code, 0);
      assert.deepEqual(bodies(server), ALL);
    });

    it('does not wait for a call in flight after process.exit', async () => {
      await using server = await startLocalServer({ faults: [HANG] });
      const app = await startService(server);

      const { code } = await end(app, 'process.exit');

      assert.equal(code, 3);
    });

    for (const [name, fault] of [
      ['with a retry that sleeps', AWAY],
      ['with a call in flight', HANG],
    ] as const) {
      it(`ends by a signal without a handler, ${name}`, async () => {
        await using server = await startLocalServer({ faults: [fault] });
        const app = await startService(server);

        const { code, signal } = await terminate(app);

        assert.deepEqual([code, signal], [null, 'SIGTERM']);
        assert.deepEqual(bodies(server), []);
      });
    }
  });
});
