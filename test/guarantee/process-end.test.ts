import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { startLocalServer, type LocalServer } from '../../src/local-server/index.js';
import { temporaryDirectory, type TemporaryDirectory } from '../durable/helpers/service.js';
import { NEVER_MILLIS } from '../helpers/limits.js';
import { turn } from '../helpers/turn.js';
import { until } from '../helpers/until.js';
import { crash, endOf, flushTheRest, startEndingApp } from './helpers/ending-processes.js';
import { END_CELLS } from './helpers/ends.js';
import { untilStopped } from './helpers/snapshot.js';

/** The matrix asks for more. */
const ROUNDS = Number(process.env['TEST_ROUNDS'] ?? 3);
const RECORDS_A_TURN = 20;
/** Even with the records of a signal handler they are fewer than a batch processor sends at once. */
const MOST_TURNS = 24;
/** The longest wait for a commit to a durable outbox. */
const COMMIT_MILLIS = 100;
/** The heap of a process that fills its memory: it holds the packages, and not much more. */
const HEAP_MIB = 32;

/** Ends that run no code of the process. A machine that crashes is a process that stops and never continues. */
const ABRUPT = new Map<string, NodeJS.Signals>([
  ['signal without a handler', 'SIGTERM'],
  ['SIGKILL or out of memory', 'SIGKILL'],
  ['machine crash', 'SIGSTOP'],
]);

/** Ids that arrived, copies left out. */
function idsIn(server: LocalServer): number[] {
  const ids = server.events().map(({ message }) => Number((JSON.parse(message) as { body: string }).body));
  return [...new Set(ids)].toSorted((a, b) => a - b);
}

function firstIds(count: number): number[] {
  return Array.from({ length: count }, (_, id) => id);
}

function idsOf(how: string, turns: number): number[] {
  const more = how.startsWith('signal with a handler') ? 1 : 0;
  return firstIds((turns + more) * RECORDS_A_TURN);
}

/** Exit code and signal, as they are without this package. */
function usualEndOf(how: string): [number | null, string | null] {
  if (how === 'process.exit') return [3, null];
  if (how.startsWith('un')) return [1, null];
  if (how.startsWith('signal without')) return [null, 'SIGTERM'];
  return how.startsWith('SIGKILL') ? [null, 'SIGKILL'] : [0, null];
}

/** How many records a call has had: the first ones, as the service has accepted none. */
function countTried(server: LocalServer): number {
  return Math.max(0, ...server.calls.map(({ input }) => input.eventCount ?? 0));
}

/**
 * A signal at a random moment, while the process logs and the service accepts nothing. What a call has had has been
 * stored, and in the order of the records, so that what arrives has no gap.
 */
async function endAbruptly(
  server: LocalServer,
  directory: TemporaryDirectory,
  signal: NodeJS.Signals,
  { endsBy = signal, flags = [] }: { readonly endsBy?: NodeJS.Signals; readonly flags?: string[] } = {},
): Promise<void> {
  server.faults = [{ kind: 'unavailable' }];
  const app = startEndingApp(server, {
    how: 'logs on',
    kind: 'processor',
    turns: randomInt(1, MOST_TURNS),
    delayMillis: randomInt(1, COMMIT_MILLIS + 1),
    directory: directory.path,
    flags,
  });
  // At any moment of the first attempts, which have random waits between them.
  const attempts = randomInt(1, 4);
  await until(() => countTried(server) > 0 && server.calls.length >= attempts);
  for (let turns = randomInt(2_000); turns > 0; turns--) await turn();
  const tried = countTried(server);
  if (signal === 'SIGSTOP') {
    using left = await crash(app, directory);
    await flushTheRest(server, left);
  } else {
    app.process.kill(signal);
    assert.deepEqual(await endOf(app), [null, endsBy]);
    await flushTheRest(server, directory);
  }

  const arrived = idsIn(server);
  assert.ok(arrived.length >= tried, `${arrived.length} of ${tried}`);
  assert.deepEqual(arrived, firstIds(arrived.length));
}

describe('What is guaranteed at the end of a process', () => {
  for (const { how, place, isLost, title } of END_CELLS) {
    const isDurable = place.endsWith('durable outbox');
    const ofRegister = how.endsWith('with register') ? 'register' : 'processor';
    const kind = place.startsWith('batch processor') ? 'batch' : ofRegister;
    const signal = ABRUPT.get(how);

    it(title, async () => {
      for (let round = 0; round < ROUNDS; round++) {
        await using server = await startLocalServer();
        using directory = temporaryDirectory();
        if (signal !== undefined && !isLost) {
          await endAbruptly(server, directory, signal);
        } else {
          const turns = randomInt(1, MOST_TURNS);
          // Only what still waits is lost, and only the flush of `register` may deliver.
          const delayMillis = isLost || kind === 'register' ? NEVER_MILLIS : 1;
          const path = isDurable ? directory.path : undefined;
          const app = startEndingApp(server, { how, kind, turns, delayMillis, directory: path });
          if (how === 'machine crash') {
            await untilStopped(app.process);
            using left = await crash(app, directory);
            if (isDurable) await flushTheRest(server, left);
          } else {
            assert.deepEqual(await endOf(app), usualEndOf(how));
            if (isDurable) await flushTheRest(server, directory);
          }
          assert.deepEqual(idsIn(server), isLost ? [] : idsOf(how, turns));
        }
        assert.deepEqual(server.violations, []);
      }
    });
  }

  it('durable outbox, SIGKILL or out of memory: delivered at least once (out of memory)', async () => {
    await using server = await startLocalServer();
    using directory = temporaryDirectory();

    await endAbruptly(server, directory, 'SIGUSR2', {
      endsBy: 'SIGABRT',
      flags: [`--max-old-space-size=${HEAP_MIB}`],
    });
  });

  for (const how of ['plain end', 'process.exit', 'uncaught exception', 'unhandled rejection']) {
    it(`what has reached the exporter is delivered, ${how}`, async () => {
      await using server = await startLocalServer();

      const app = startEndingApp(server, { how, kind: 'exporter', turns: 3 });

      assert.deepEqual(await endOf(app), usualEndOf(how));
      assert.deepEqual(idsIn(server), idsOf(how, 3));
    });
  }
});
