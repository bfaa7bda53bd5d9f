import assert from 'node:assert/strict';
import { startLocalServer } from '../../src/local-server/index.js';
import { NEVER_MILLIS } from '../helpers/limits.js';
import { until } from '../helpers/until.js';
import { bodiesOf, distinctBodiesOf } from './helpers/events.js';
import { OURS, ready, runApp, startApp, TSX } from './helpers/run-app.js';

/** Nothing but a flush or the end of the process sends a record, for as long as it takes. */
const SENT_AT_THE_END = {
  OTEL_BLRP_SCHEDULE_DELAY: String(NEVER_MILLIS),
  OTEL_EXPORTER_CLOUDWATCH_EXIT_TIMEOUT_MILLIS: String(NEVER_MILLIS),
};
const WELL = { code: 0, signal: null, stderr: '' };

describe('register, at the end of a process', () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`flushes on ${signal} and raises it again if there is no other listener`, async () => {
      await using server = await startLocalServer();
      const app = startApp(server, ['--import', OURS], 'server.mjs');
      await ready(app);
      app.process.kill(signal);
      const { code, signal: raised, stderr } = await app.ended;
      assert.deepEqual({ code, raised, stderr }, { code: null, raised: signal, stderr: '' });
      assert.deepEqual(bodiesOf(server), ['started']);
    });
  }

  it('leaves the end to a service that listens itself, and delivers until then', async () => {
    await using server = await startLocalServer();
    const app = startApp(server, ['--import', OURS], 'server.mjs', {
      GRACEFUL: '1',
      OTEL_BLRP_SCHEDULE_DELAY: '100',
    });
    await ready(app);
    app.process.kill('SIGTERM');
    await ready(app);
    await until(() => bodiesOf(server).includes('started'));
    app.process.send('tidied up');
    await until(() => bodiesOf(server).includes('tidied up'));
    app.process.send('end');
    const { code, signal } = await app.ended;
    assert.deepEqual({ code, signal }, { code: 7, signal: null });
    assert.deepEqual(distinctBodiesOf(server), ['started', 'tidied up']);
  });

  it('delivers what a service logs in its own signal listener, while it still runs', async () => {
    await using server = await startLocalServer();
    const app = startApp(server, ['--import', OURS], 'server.mjs', {
      GRACEFUL: 'logs',
      // Nothing is sent before the flush.
      OTEL_BLRP_SCHEDULE_DELAY: String(NEVER_MILLIS),
    });
    await ready(app);
    app.process.kill('SIGTERM');
    await ready(app);
    await until(() => bodiesOf(server).includes('ending'));
    app.process.send('end');
    assert.equal((await app.ended).code, 7);
    assert.deepEqual(distinctBodiesOf(server), ['started', 'ending']);
  });

  for (const command of [[], [TSX]]) {
    for (const ENDS of ['at once', 'after the delivery', 'on its own']) {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        const runner = command.length === 0 ? 'node' : 'tsx';
        it(`delivers what a service logs on ${signal}, and that ends ${ENDS}, with ${runner}`, async () => {
          await using server = await startLocalServer();
          const app = startApp(server, [...command, '--import', OURS], 'handles-signals.mjs', {
            ENDS,
            ...SENT_AT_THE_END,
          });
          // To the service itself: tsx kills it if it does not confirm a signal within 60 ms.
          process.kill(Number(await ready(app)), signal);
          assert.equal((await app.ended).code, 7);
          assert.deepEqual(bodiesOf(server), [`service got ${signal}`]);
        });
      }
    }
  }

  for (const SIGNAL_EXIT of ['signal-exit', 'signal-exit-3']) {
    const settings = { SIGNAL_EXIT, ...SENT_AT_THE_END };

    it(`delivers what a callback of ${SIGNAL_EXIT} logs, and lets the signal end the process`, async () => {
      await using server = await startLocalServer();
      const app = startApp(server, ['--import', OURS], 'signal-exit.mjs', settings);
      await ready(app);
      app.process.kill('SIGTERM');
      const { code, signal, stderr } = await app.ended;
      assert.deepEqual({ code, signal, stderr }, { code: null, signal: 'SIGTERM', stderr: '' });
      assert.deepEqual(bodiesOf(server), ['started', 'callback']);
    });

    it(`delivers what a listener of the service and a callback of ${SIGNAL_EXIT} log`, async () => {
      await using server = await startLocalServer();
      const app = startApp(server, ['--import', OURS], 'signal-exit.mjs', { ...settings, LISTENS: '1' });
      await ready(app);
      app.process.kill('SIGTERM');
      assert.equal((await app.ended).code, 7);
      assert.deepEqual(bodiesOf(server).toSorted(), ['callback', 'listener', 'started']);
    });
  }

  it('delivers what a service logs that a callback of signal-exit has kept alive, until the next signal', async () => {
    await using server = await startLocalServer();
    const app = startApp(server, ['--import', OURS], 'signal-exit.mjs', {
      SIGNAL_EXIT: 'signal-exit',
      LIVES_ON: '1',
      ...SENT_AT_THE_END,
    });
    await ready(app);
    app.process.kill('SIGTERM');
    assert.equal(await ready(app), 'lives on');
    app.process.kill('SIGTERM');
    const { code, signal, stderr } = await app.ended;
    assert.deepEqual({ code, signal, stderr }, { code: null, signal: 'SIGTERM', stderr: '' });
    // What was delivered while the process waited may arrive again, because it has lived on.
    assert.deepEqual(distinctBodiesOf(server), ['started', 'callback', 'later']);
  });

  for (const LISTENER of ['process.on', 'signal-exit']) {
    it(`delivers what a listener of the exit logs after a plain end, by ${LISTENER}`, async () => {
      await using server = await startLocalServer();
      const ended = await runApp(server, ['--import', OURS], 'logs-at-exit.mjs', {
        LISTENER,
        ...SENT_AT_THE_END,
      });
      assert.deepEqual(ended, { ...WELL, stdout: '' });
      assert.deepEqual(bodiesOf(server), ['before', 'at exit']);
    });
  }

  it('ends within its limit if the service never answers', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'hang' }] });
    const app = startApp(server, ['--import', OURS], 'server.mjs', {
      OTEL_EXPORTER_CLOUDWATCH_FLUSH_TIMEOUT_MILLIS: '500',
    });
    await ready(app);
    app.process.kill('SIGTERM');
    const { signal, stderr } = await app.ended;
    // Every other limit is longer than that of the test.
    assert.equal(signal, 'SIGTERM');
    assert.match(stderr, /CWL_SHUTDOWN_LOST: .*\b1 event .*\b500 ms/);
  });

  it('delivers what is logged while the process cleans up, and removes what it added', async () => {
    await using server = await startLocalServer();
    const { stdout, ...ended } = await runApp(server, ['--import', OURS], 'tidies-up.mjs', {
      OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'pino',
    });
    assert.deepEqual(ended, WELL);
    assert.deepEqual(bodiesOf(server), ['last words', 'tidying up', 'tidied up']);
    assert.equal(stdout, '');
  });

  it('delivers what is logged during several rounds of cleanup', async () => {
    await using server = await startLocalServer();
    const { code } = await runApp(server, ['--import', OURS], 'tidies-up.mjs', {
      MORE: '3',
      ...SENT_AT_THE_END,
    });
    assert.equal(code, 0);
    assert.deepEqual(
      bodiesOf(server).filter((body) => String(body).startsWith('more')),
      ['more 2', 'more 1', 'more 0'],
    );
  });
});
