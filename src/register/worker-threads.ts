import type { BroadcastChannel, Worker } from 'node:worker_threads';
import { PACKAGE_NAME } from '../util/package-name.js';
import type { Closable } from './exit-hooks.js';

/** The channel of all threads of a process that have loaded the register; the number is the version of the messages. */
export const CHANNEL_NAME = `${PACKAGE_NAME}/1`;

/** The messages to all other threads. */
export type Channel = Pick<BroadcastChannel, 'postMessage' | 'onmessage' | 'unref' | 'close'>;

/** The part of `process` that is used: its event for each worker that this thread starts. */
export interface ThreadOwner {
  on(event: 'worker', listener: WorkerListener): unknown;
  removeListener(event: 'worker', listener: WorkerListener): unknown;
}
type WorkerListener = (worker: Pick<Worker, 'threadId' | 'once'>) => void;

/** A worker has joined or left, the main thread requests work from all workers, or one has finished it. */
type ThreadMessage =
  | { readonly kind: 'joined' | 'left'; readonly thread: number }
  | { readonly kind: 'asked'; readonly work: keyof Closable; readonly round: number }
  | { readonly kind: 'done'; readonly thread: number; readonly round: number };

/** In a worker: does what the main thread requests. Only the main thread receives signals. */
export function followMainThread(
  service: Closable,
  {
    channel,
    owner,
    thread,
  }: { readonly channel: Channel; readonly owner: ThreadOwner; readonly thread: number },
): void {
  onEndOfWorkers(owner, (left) => tell(channel, { kind: 'left', thread: left }));
  listen(channel, (message) => {
    if (message.kind !== 'asked') return;
    void service[message.work]().finally(() => tell(channel, { kind: 'done', thread, round: message.round }));
  });
  tell(channel, { kind: 'joined', thread });
}

/**
 * In the main thread: what runs here also runs in the workers, and is awaited. The wait for a worker that does not
 * answer has no bound here: the caller has one.
 */
export function withWorkers(
  service: Closable,
  { channel, owner }: { readonly channel: Channel; readonly owner: ThreadOwner },
): Closable {
  const workers = new Set<number>();
  const rounds = new Map<number, { readonly waitsFor: Set<number>; readonly resolve: () => void }>();
  let lastRound = 0;

  function ask(work: keyof Closable): Promise<void> {
    const round = ++lastRound;
    tell(channel, { kind: 'asked', work, round });
    if (workers.size === 0) return Promise.resolve();
    return new Promise((resolve) => void rounds.set(round, { waitsFor: new Set(workers), resolve }));
  }

  function noteDone(round: number, thread: number): void {
    const asked = rounds.get(round);
    if (!asked?.waitsFor.delete(thread) || asked.waitsFor.size > 0) return;
    rounds.delete(round);
    asked.resolve();
  }

  function forget(thread: number): void {
    workers.delete(thread);
    for (const round of rounds.keys()) noteDone(round, thread);
  }

  const unwatch = onEndOfWorkers(owner, forget);
  listen(channel, (message) => {
    if (message.kind === 'joined') workers.add(message.thread);
    else if (message.kind === 'left') forget(message.thread);
    else if (message.kind === 'done') noteDone(message.round, message.thread);
  });

  return {
    async flush() {
      await Promise.all([service.flush(), ask('flush')]);
    },
    async shutdown() {
      await Promise.all([service.shutdown(), ask('shutdown')]);
      unwatch();
      channel.close();
    },
  };
}

/** Calls back for each worker that ends, for any reason; returns the function that stops it. */
function onEndOfWorkers(owner: ThreadOwner, left: (thread: number) => void): () => void {
  const onWorker: WorkerListener = (worker) => {
    // It is undefined after the end.
    const { threadId } = worker;
    worker.once('exit', () => left(threadId));
  };
  owner.on('worker', onWorker);
  return () => void owner.removeListener('worker', onWorker);
}

function tell(channel: Channel, message: ThreadMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have one
  channel.postMessage(message);
}

/** Receives messages of other threads, and keeps no thread alive. */
function listen(channel: Channel, hear: (message: ThreadMessage) => void): void {
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- that one has no type for the data
  channel.onmessage = ({ data }) => hear(data);
  channel.unref();
}
