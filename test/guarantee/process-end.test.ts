import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { startLocalServer, type LocalServer } from '../../src/local-server/index.js';
import { temporaryDirectory } from '../durable/helpers/service.js';
import { NEVER_MILLIS, PROCESS_MILLIS } from '../helpers/limits.js';
import { NODE_WITH_SQLITE } from '../helpers/node-with-sqlite.js';
import { until } from '../helpers/until.js';
import { END_CELLS } from './helpers/ends.js';

/** The matrix asks for more. */
const ROUNDS = Number(process.env['TEST_ROUNDS'] ?? 3);
const RECORDS_A_TURN = 20;
const BY_SIGNAL = new Set(['signal without a handler', 'SIGKILL or out of memory']);

function start(server: LocalServer, args: readonly (string | number)[]): ChildProcess {
  const { region, credentials } = server.clientConfig;
  const never = String(NEVER_MILLIS);
  // Where the Node that runs has no durable outbox, another stands in for it there.
  const node = args[3] ? NODE_WITH_SQLITE : process.execPath;
  return spawn(node, ['test/guarantee/helpers/ending-app.mjs', ...args.map(String)], {
    env: {
      PATH: process.env['PATH'],
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: server.url,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      OTEL_EXPORTER_CLOUDWATCH_EXIT_TIMEOUT_MILLIS: String(PROCESS_MILLIS),
      OTEL_EXPORTER_CLOUDWATCH_FLUSH_TIMEOUT_MILLIS: never,
      OTEL_EXPORTER_CLOUDWATCH_REQUEST_TIMEOUT_MILLIS: never,
    },
    stdio: 'ignore',
    timeout: PROCESS_MILLIS,
    killSignal: 'SIGKILL',
  });
}

/** Ids that arrived, copies left out. */
function idsIn(server: LocalServer): number[] {
  const ids = server.events().map(({ message }) => Number((JSON.parse(message) as { body: string }).body));
  return [...new Set(ids)].toSorted((a, b) => a - b);
}

function idsOf(how: string, turns: number): number[] {
  const more = how.startsWith('signal with a handler') ? 1 : 0;
  return Array.from({ length: (turns + more) * RECORDS_A_TURN }, (_, id) => id);
}

/** Exit code and signal, as they are without this package. */
function endOf(how: string): [number | null, string | null] {
  if (how === 'process.exit') return [3, null];
  if (how.startsWith('un')) return [1, null];
  if (!BY_SIGNAL.has(how)) return [0, null];
  return [null, how.startsWith('SIGKILL') ? 'SIGKILL' : 'SIGTERM'];
}

describe('What is guaranteed at the end of a process', () => {
  for (const { how, place, isLost, title } of END_CELLS) {
    const kind = place.startsWith('processor') ? 'processor' : 'batch';
    const isDurable = place === 'processor, durable outbox';

    it(title, async () => {
      for (let round = 0; round < ROUNDS; round++) {
        await using server = await startLocalServer();
        using directory = temporaryDirectory();
        // The queue of a batch processor stands before either outbox.
        const hasDirectory = isDurable || (kind === 'batch' && round % 2 === 1);
        const folder = hasDirectory ? directory.path : '';
        const turns = isLost ? 1 : randomInt(1, 30);

        if (isDurable && BY_SIGNAL.has(how)) {
          // What is tried has been committed.
          server.faults = [{ kind: 'unavailable' }];
          const app = start(server, ['waits', kind, 1, folder]);
          const ended = once(app, 'close');
          await until(() => server.calls.length > 0);
          app.kill(how.startsWith('SIGKILL') ? 'SIGKILL' : 'SIGTERM');
          await ended;
          server.faults = [];
        } else {
          assert.deepEqual(await once(start(server, [how, kind, turns, folder]), 'close'), endOf(how));
        }
        if (hasDirectory) {
          await once(start(server, ['flush of what is left', 'processor', 0, folder]), 'close');
        }

        const logged = idsOf(how, BY_SIGNAL.has(how) ? 1 : turns);
        assert.deepEqual(idsIn(server), isLost ? [] : logged);
        assert.deepEqual(server.violations, []);
      }
    });
  }

  for (const how of ['plain end', 'process.exit', 'uncaught exception', 'unhandled rejection']) {
    it(`what has reached the exporter is delivered, ${how}`, async () => {
      await using server = await startLocalServer();

      assert.deepEqual(await once(start(server, [how, 'exporter', 3]), 'close'), endOf(how));

      assert.deepEqual(idsIn(server), idsOf(how, 3));
    });
  }
});
