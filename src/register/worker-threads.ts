import type { BroadcastChannel, Worker } from 'node:worker_threads';
import type { Closable } from './exit-hooks.js';

/** Where all threads of a process meet that have loaded the register; the number is that of their messages' form. */
export const CHANNEL_NAME = 'opentelemetry-exporter-cloudwatch-logs/1';

/** What every other thread hears. */
export type Channel = Pick<BroadcastChannel, 'postMessage' | 'onmessage' | 'unref' | 'close'>;

/** What is needed of `process`: its event for each worker that this thread starts. */
export interface ThreadOwner {
  on(event: 'worker', listener: WorkerListener): unknown;
  removeListener(event: 'worker', listener: WorkerListener): unknown;
}
type WorkerListener = (worker: Pick<Worker, 'threadId' | 'once'>) => void;

/** A worker has joined or left, the main thread asks all of them for something, or one is done with it. */
type Message =
  | { readonly kind: 'joined' | 'left'; readonly thread: number }
  | { readonly kind: 'asked'; readonly work: keyof Closable; readonly round: number }
  | { readonly kind: 'done'; readonly thread: number; readonly round: number };

/** In a worker: does what the main thread, which alone gets signals, asks for. */
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
 * In the main thread: what is done here is done in the workers too, and waited for. There is no bound for a worker that
 * does not get to it: who asks has one.
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

  function settle(round: number, thread: number): void {
    const asked = rounds.get(round);
    if (!asked?.waitsFor.delete(thread) || asked.waitsFor.size > 0) return;
    rounds.delete(round);
    asked.resolve();
  }

  function forget(thread: number): void {
    workers.delete(thread);
    for (const round of rounds.keys()) settle(round, thread);
  }

  const unwatch = onEndOfWorkers(owner, forget);
  listen(channel, (message) => {
    if (message.kind === 'joined') workers.add(message.thread);
    else if (message.kind === 'left') forget(message.thread);
    else if (message.kind === 'done') settle(message.round, message.thread);
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

/** Tells of each worker that ends, in whatever way; gives what stops it. */
function onEndOfWorkers(owner: ThreadOwner, left: (thread: number) => void): () => void {
  const onWorker: WorkerListener = (worker) => {
    // Gone when it ends.
    const { threadId } = worker;
    worker.once('exit', () => left(threadId));
  };
  owner.on('worker', onWorker);
  return () => void owner.removeListener('worker', onWorker);
}

function tell(channel: Channel, message: Message): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have one
  channel.postMessage(message);
}

/** Hears what others say, and keeps no thread alive for it. */
function listen(channel: Channel, hear: (message: Message) => void): void {
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- that one has no type for the data
  channel.onmessage = ({ data }) => hear(data);
  channel.unref();
}
