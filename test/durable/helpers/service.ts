import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalServer } from '../../../src/local-server/index.js';
import { NEVER_MILLIS } from '../../helpers/limits.js';
import { NODE_WITH_SQLITE } from '../../helpers/node-with-sqlite.js';
import type { ChildMessage, ChildOrder } from './orders.js';

export const GROUP = '/durable';

/** The folder of ours in a directory. These tests run in the matrix too, where no source is. */
export const FOLDER = 'opentelemetry-exporter-cloudwatch-logs';

/** A process with an exporter whose outbox is durable. */
export interface Child {
  readonly process: ChildProcess;
  readonly messages: ChildMessage[];
  /** Resolves when it has finished the request. */
  order(order: ChildOrder): Promise<void>;
  /** Sends the request and does not wait. */
  tell(order: ChildOrder): void;
  end(how: 'normally' | 'exit' | 'uncaught'): Promise<number | NodeJS.Signals>;
  kill(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>;
  /** Ids of each stream that were acknowledged, in their order. */
  acknowledged(): Map<string, number[]>;
  refused(): number;
  lost(reason?: string): number;
  said(): string;
  readonly stderr: string;
}

/** `ulimit` runs before it where a shell is asked for. */
export interface ChildSetup {
  readonly shell?: string;
  readonly flags?: readonly string[];
  readonly spawn?: SpawnOptions;
}

const running = new Set<Child>();

export async function startChild({ shell, flags = [], spawn: more }: ChildSetup = {}): Promise<Child> {
  const args = [...flags, '--import', 'tsx', 'test/durable/helpers/child.ts'];
  const options: SpawnOptions = { stdio: ['ignore', 'inherit', 'pipe', 'ipc'], ...more };
  const child =
    shell === undefined
      ? spawn(NODE_WITH_SQLITE, args, options)
      : spawn('bash', ['-c', `${shell}; exec "$0" "$@"`, NODE_WITH_SQLITE, ...args], options);
  const messages: ChildMessage[] = [];
  let stderr = '';
  child.stderr?.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = once(child, 'exit').then(([code, signal]: unknown[]) => {
    running.delete(made);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what Node gives
    return (code ?? signal) as number | NodeJS.Signals;
  });
  let waiting: (() => void)[] = [];
  child.on('message', (said: ChildMessage) => {
    messages.push(said);
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  });
  child.on('exit', () => {
    for (const wake of waiting) wake();
  });

  async function message(kind: ChildMessage['kind'], from: number): Promise<void> {
    while (!messages.slice(from).some((found) => found.kind === kind)) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the child ended: ${stderr}`);
      await new Promise<void>((resolve) => void waiting.push(resolve));
    }
  }

  const made: Child = {
    process: child,
    messages,
    async order(order) {
      const from = messages.length;
      child.send(order);
      await message('done', from);
    },
    tell: (order) => void child.send(order),
    end(how) {
      child.send({ kind: 'end', how });
      return ended;
    },
    kill(signal = 'SIGKILL') {
      child.kill(signal);
      return ended;
    },
    acknowledged() {
      const all = new Map<string, number[]>();
      for (const found of messages) {
        if (found.kind !== 'exported' || !found.acknowledged) continue;
        for (const [stream, ids] of Object.entries(found.ids)) {
          all.set(stream, [...(all.get(stream) ?? []), ...ids]);
        }
      }
      return all;
    },
    refused: () => messages.filter((found) => found.kind === 'exported' && !found.acknowledged).length,
    lost: (reason) =>
      messages.reduce(
        (sum, found) =>
          found.kind === 'lost' && (reason === undefined || found.reason === reason)
            ? sum + found.count
            : sum,
        0,
      ),
    said: () => messages.map((found) => ('message' in found ? found.message : '')).join('\n'),
    get stderr() {
      return stderr;
    },
  };
  running.add(made);
  await message('ready', 0);
  return made;
}

/** Opens an exporter in a new process. */
export async function startService(
  server: LocalServer,
  directory: string,
  options: object = {},
  setup: ChildSetup & { readonly firstId?: number } = {},
): Promise<Child> {
  const { outbox, ...others } = options as { readonly outbox?: object };
  const child = await startChild(setup);
  await child.order({
    kind: 'open',
    firstId: setup.firstId ?? 0,
    options: {
      clientConfig: { ...server.clientConfig },
      logGroup: { retentionInDays: 7 },
      flushTimeoutMillis: NEVER_MILLIS,
      requestTimeoutMillis: NEVER_MILLIS,
      outbox: { directory, ...outbox },
      ...others,
    },
  });
  return child;
}

/** Ends processes that a failed test left running. */
export async function endAll(): Promise<void> {
  await Promise.all([...running].map((child) => child.kill()));
}

export interface TemporaryDirectory extends Disposable {
  readonly path: string;
  /** Names of our files there. */
  files(): string[];
}

export function temporaryDirectory(): TemporaryDirectory {
  const path = mkdtempSync(join(tmpdir(), 'cwl-outbox-'));
  return {
    path,
    files: () => readdirSync(join(path, FOLDER)).toSorted(),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Ids that a stream has, in the order of their arrival. */
export function idsIn(server: LocalServer, stream: string): number[] {
  return server.events(GROUP, stream).map(({ message }) => Number(message.split(' ', 1)[0]));
}
