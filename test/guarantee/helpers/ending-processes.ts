import assert from 'node:assert/strict';
import type { LocalServer } from '../../../src/local-server/index.js';
import type { TemporaryDirectory } from '../../durable/helpers/service.js';
import { PROCESS_MILLIS } from '../../helpers/limits.js';
import { NODE_WITH_SQLITE } from '../../helpers/node-with-sqlite.js';
import { OURS, startNode, type RunningApp } from '../../zero-code/helpers/run-app.js';
import { snapshot } from './snapshot.js';

export interface AppSettings {
  readonly how: string;
  readonly kind: 'processor' | 'batch' | 'exporter' | 'register';
  readonly turns?: number;
  /** How long the processor waits. */
  readonly delayMillis?: number;
  /** That of a durable outbox. */
  readonly directory?: string | undefined;
  readonly flags?: readonly string[];
}

/** Starts a process that logs and ends. */
export function startEndingApp(
  server: LocalServer,
  { how, kind, turns = 0, delayMillis = 1, directory, flags = [] }: AppSettings,
): RunningApp {
  const register = kind === 'register' ? ['--import', OURS] : [];
  const app = ['test/guarantee/helpers/ending-app.mjs', how, kind, String(turns)];
  const env = {
    OTEL_EXPORTER_CLOUDWATCH_EXIT_TIMEOUT_MILLIS: String(PROCESS_MILLIS),
    OTEL_EXPORTER_CLOUDWATCH_OUTBOX_DIRECTORY: directory ?? '',
    OTEL_BLRP_SCHEDULE_DELAY: String(delayMillis),
  };
  // Where the Node that runs has no durable outbox, another stands in for it there.
  const node = directory === undefined ? process.execPath : NODE_WITH_SQLITE;
  return startNode(server, [...flags, ...register, ...app], env, undefined, node);
}

/** Exit code and signal. */
export async function endOf({ ended }: RunningApp): Promise<[number | null, string | null]> {
  const { code, signal } = await ended;
  return [code, signal];
}

/** What the directory holds after the machine has crashed. */
export async function crash(app: RunningApp, directory: TemporaryDirectory): Promise<TemporaryDirectory> {
  const left = await snapshot(app.process, directory);
  app.process.kill('SIGKILL');
  await app.ended;
  return left;
}

/** The next process with the directory sends what is there. */
export async function flushTheRest(server: LocalServer, { path }: TemporaryDirectory): Promise<void> {
  server.faults = [];
  const app = startEndingApp(server, { how: 'flush of what is left', kind: 'processor', directory: path });
  assert.deepEqual(await endOf(app), [0, null]);
}
