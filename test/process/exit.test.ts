import assert from 'node:assert/strict';
import { startLocalServer, type LocalServer } from '../../src/local-server/index.js';
import { temporaryDirectory, type TemporaryDirectory } from '../durable/helpers/service.js';
import { NODE_WITH_SQLITE } from '../helpers/node-with-sqlite.js';
import { startRelay } from '../helpers/relay.js';
import { startNode } from '../zero-code/helpers/run-app.js';
import { bodies } from '../helpers/bodies.js';

const APP = 'test/process/apps/ends.mjs';
const EXIT_MILLIS = { OTEL_EXPORTER_CLOUDWATCH_EXIT_TIMEOUT_MILLIS: '60000' };

describe('The end of a process with the processor', () => {
  for (const [how, code, expected] of [
    ['plain end', 0, ['last']],
    ['process.exit', 3, ['last']],
    ['uncaught exception', 1, ['last']],
    ['unhandled rejection', 1, ['last']],
    ['SIGTERM handler', 0, ['last']],
    ['second process.exit', 5, ['last']],
    ['exit handler that logs', 0, ['last', 'from the exit handler', 'once more']],
    ['after shutdown', 3, ['last']],
    ['nothing pending', 3, []],
  ] as const) {
    it(`delivers what was logged, and keeps the exit code: ${how}`, async () => {
      await using server = await startLocalServer();
      const app = startNode(server, [APP, how], EXIT_MILLIS);

      const ended = await app.ended;

      assert.equal(ended.code, code);
      assert.equal(ended.stdout, `exit ${how === 'second process.exit' ? 4 : code}\n`);
      assert.deepEqual(bodies(server), expected);
    });
  }

  it('delivers all but the record that is being written: process.exit in a toJSON', async () => {
    await using server = await startLocalServer();

    const ended = await startNode(server, [APP, 'in a toJSON'], EXIT_MILLIS).ended;

    assert.deepEqual([ended.code, ended.stdout], [3, 'exit 3\n']);
    assert.deepEqual(bodies(server), ['last', 'inner']);
  });

  it('delivers a record that a listener of the end logs while another is written, and that one', async () => {
    await using server = await startLocalServer();

    const ended = await startNode(server, [APP, 'exit handler that logs in a toJSON'], EXIT_MILLIS).ended;

    assert.deepEqual([ended.code, ended.stdout], [0, 'exit 0\n']);
    assert.deepEqual(bodies(server), ['last', { first: 'logs', second: 'outer' }, 'inner']);
  });

  it('delivers what was logged though a listener of the end throws before that of the exporter', async () => {
    await using server = await startLocalServer();

    const { code } = await startNode(server, [APP, 'exit handler that throws'], EXIT_MILLIS).ended;

    assert.equal(code, 1);
    assert.deepEqual(bodies(server), ['last']);
  });

  it('reports what the service refused right before it, with nothing pending', async () => {
    const refusal = { kind: 'respond', errorName: 'InvalidParameterException' } as const;
    await using server = await startLocalServer({ faults: [refusal] });

    const env = { ...EXIT_MILLIS, OTEL_EXPORTER_CLOUDWATCH_LOSS_NOTICES: 'false' };
    const ended = await startNode(server, [APP, 'after two flushes'], env).ended;

    assert.deepEqual([ended.code, ended.stdout], [3, 'lost 1 invalid\nlost 1 invalid\nexit 3\n']);
  });

  it('delivers once with each of two processors, though the application logs the losses of one meanwhile', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'deny', logGroupName: '/denied' }] });

    const app = startNode(server, ['test/process/apps/two-ends.mjs'], EXIT_MILLIS);
    const { code, stdout } = await app.ended;

    assert.equal(code, 3);
    assert.deepEqual(bodies(server), ['last', 'a loss']);
    assert.equal(stdout, 'lost 1 of /denied\nlost 1 of /denied\n');
  });

  for (const how of ['during shutdown', 'during a flush', 'during the first call']) {
    it(`delivers what has no answer yet: process.exit ${how}`, async () => {
      await using server = await startLocalServer();

      const ended = await startNode(server, [APP, how], EXIT_MILLIS).ended;

      assert.deepEqual([ended.code, ended.stderr], [3, '']);
      assert.equal(ended.stdout, 'exit 3\n');
      // A call of the main thread may have succeeded before its answer was read: then the record is there twice.
      assert.deepEqual([...new Set(bodies(server))], ['last']);
    });
  }

  for (const how of ['process.exit', 'during a flush', 'during shutdown']) {
    it(`waits for a service that hangs up to its limit, and counts what is lost: ${how}`, async () => {
      await using server = await startLocalServer({ faults: [{ kind: 'hang' }] });
      const env = { OTEL_EXPORTER_CLOUDWATCH_EXIT_TIMEOUT_MILLIS: '700' };

      const ended = await startNode(server, [APP, how], env).ended;

      // Flush and request have limits of an hour: the process would be killed, and end by a signal.
      assert.deepEqual([ended.code, ended.signal], [3, null]);
      assert.equal(ended.stdout, 'lost 1 shutdown\nexit 3\n');
      assert.match(
        ended.stderr,
        /^opentelemetry-exporter-cloudwatch-logs: CWL_EXIT_LOST: 1 log record was .*700 ms \(exitTimeoutMillis\).*\n$/,
      );
      assert.deepEqual(bodies(server), []);
    });
  }
});

describe('The end of a process with the exporter', () => {
  for (const [how, code] of [
    ['uncaught exception', 1],
    ['unhandled rejection', 1],
    ['during the first call', 3],
  ] as const) {
    it(`delivers what was exported, and keeps the exit code: ${how}`, async () => {
      await using server = await startLocalServer();

      const ended = await startNode(server, [APP, how, 'exporter'], EXIT_MILLIS).ended;

      assert.equal(ended.code, code);
      assert.equal(ended.stdout, `exit ${code}\n`);
      assert.deepEqual([...new Set(bodies(server))], ['last']);
    });
  }
});

describe('process.exit with the processor and a durable outbox', () => {
  const RECORDS = Array.from({ length: 1_000 }, (_, index) => `record ${index}`);

  let directory: TemporaryDirectory;
  beforeEach(() => (directory = temporaryDirectory()));
  afterEach(() => directory[Symbol.dispose]());

  function run(server: Pick<LocalServer, 'url' | 'clientConfig'>, how: string, env: typeof EXIT_MILLIS) {
    return startNode(server, [APP, how, 'processor', directory.path], env, undefined, NODE_WITH_SQLITE).ended;
  }

  it('delivers what was emitted right before it, and nothing of it again by the next process', async () => {
    await using server = await startLocalServer();

    const first = await run(server, 'many records', EXIT_MILLIS);
    assert.deepEqual([first.code, first.stdout, first.stderr], [3, 'exit 3\n', '']);
    assert.deepEqual(bodies(server), RECORDS);
    const next = await run(server, 'flush of what is left', EXIT_MILLIS);

    assert.deepEqual([next.code, next.stdout], [0, 'exit 0\n']);
    assert.deepEqual(bodies(server), RECORDS);
  });

  it('leaves to the next process what it could not deliver within its limit, and counts no loss', async () => {
    await using server = await startLocalServer();
    await using relay = await startRelay(server.url);
    const { clientConfig } = server;
    relay.isAway = true;
    const env = { OTEL_EXPORTER_CLOUDWATCH_EXIT_TIMEOUT_MILLIS: '3000' };

    const first = await run({ url: relay.url, clientConfig }, 'many records', env);
    assert.deepEqual([first.code, first.stdout, first.stderr], [3, 'exit 3\n', '']);
    assert.deepEqual(bodies(server), []);
    relay.isAway = false;
    const next = await run({ url: relay.url, clientConfig }, 'flush of what is left', EXIT_MILLIS);

    assert.deepEqual([next.code, next.stdout], [0, 'exit 0\n']);
    assert.deepEqual(bodies(server), RECORDS);
  });

  it('counts once what the service refuses', async () => {
    const refusal = { kind: 'respond', errorName: 'InvalidParameterException', times: 1 } as const;
    const faults = [{ ...refusal, actions: ['PutLogEvents' as const] }];
    await using server = await startLocalServer({ faults });
    const env = { ...EXIT_MILLIS, OTEL_EXPORTER_CLOUDWATCH_LOSS_NOTICES: 'false' };

    const first = await run(server, 'process.exit', env);
    assert.deepEqual([first.code, first.stdout, first.stderr], [3, 'lost 1 invalid\nexit 3\n', '']);
    const next = await run(server, 'flush of what is left', env);

    assert.deepEqual([next.code, next.stdout], [0, 'exit 0\n']);
    assert.deepEqual(bodies(server), []);
  });
});
