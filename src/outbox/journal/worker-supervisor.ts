import type { Clock } from '../../util/clock.js';
import type { RowAck } from '../journal.js';
import type { SpoolReply, SpoolRequest } from './protocol.js';
import type { SpoolThread, SpoolThreadParts } from './spool-thread.js';

/** A thread that dies again so soon is not started at once. */
const REST_MILLIS = 10_000;

/** Closing files is one sync; a disk that hangs must not hold up the end. */
const CLOSE_MILLIS = 500;

/** Starts a thread, which goes on with the file of the one before it. */
export type StartThread = (parts: Omit<SpoolThreadParts, 'start'>, file: string | undefined) => SpoolThread;

export interface WorkerSupervisorParts {
  readonly clock: Clock;
  readonly startThread: StartThread;
  readonly onReply: (reply: SpoolReply) => void;
  /** What was posted has no reply. Acknowledgements are for the next thread; the rest is forgotten. */
  readonly onDeath: (error: Error) => void;
  /** There may be a thread again. */
  readonly onReturn: () => void;
}

/** Starts the thread that owns the files when it is needed, and another when it dies. */
export interface WorkerSupervisor {
  post(request: SpoolRequest): void;
  /** Whether somebody waits for the thread, which then keeps the process alive. */
  hold(holds: boolean): void;
  /** Blocks until the thread has done what was posted, or the time is up. */
  wait(millis: number): void;
  /** Whether there is a thread now, or would be with the next request. */
  isUp(): boolean;
  readonly isRunning: boolean;
  close(): Promise<void>;
}

export function createWorkerSupervisor({
  clock,
  startThread,
  onReply,
  onDeath,
  onReturn,
}: WorkerSupervisorParts): WorkerSupervisor {
  let thread: SpoolThread | undefined;
  let file: string | undefined;
  let holds = false;
  /** What the thread has not dealt with yet, in the order of posting. */
  let unhandled: SpoolRequest[] = [];
  /** What no thread has dealt with, while there is none. */
  let owed: RowAck[] = [];
  let diedAt = -Infinity;
  let cancelReturn: (() => void) | undefined;
  let whenClosed: (() => void) | undefined;
  let closed = false;

  function handleReply(reply: SpoolReply): void {
    if (reply.kind === 'handled') unhandled = unhandled.slice(reply.requests);
    if (reply.kind === 'file') file = reply.name;
    if (reply.kind === 'closed') whenClosed?.();
    else onReply(reply);
  }

  function handleDeath(error: Error): void {
    thread = undefined;
    owed = acksIn(unhandled);
    unhandled = [];
    const rest = clock.elapsed() - diedAt < REST_MILLIS ? REST_MILLIS : 0;
    diedAt = clock.elapsed();
    if (!closed) cancelReturn = clock.schedule(comeBack, rest);
    onDeath(error);
    whenClosed?.();
  }

  function comeBack(): void {
    cancelReturn = undefined;
    const acks = owed;
    owed = [];
    if (acks.length > 0) post({ kind: 'ack', acks });
    onReturn();
  }

  function post(request: SpoolRequest): void {
    if (closed) return;
    if (cancelReturn !== undefined) {
      owed.push(...acksIn([request]));
      return;
    }
    unhandled.push(request);
    try {
      thread ??= startThread({ onReply: handleReply, onDeath: handleDeath }, file);
    } catch (error) {
      // Where no thread may be started (Node's permission model), none was ever there.
      handleDeath(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    thread.hold(holds);
    thread.post(request);
  }

  return {
    post,
    hold(wish) {
      holds = wish;
      thread?.hold(wish);
    },
    wait: (millis) => thread?.wait(millis),
    isUp: () => cancelReturn === undefined && !closed,
    get isRunning() {
      return thread !== undefined;
    },

    close() {
      cancelReturn?.();
      // What has its answer is not to be sent again: one more thread for that alone.
      if (owed.length > 0) comeBack();
      closed = true;
      const running = thread;
      if (running === undefined) return Promise.resolve();
      return new Promise((resolve) => {
        const end = (): void => {
          cancel();
          running.end();
          thread = undefined;
          resolve();
        };
        const cancel = clock.schedule(end, CLOSE_MILLIS, 'holds process');
        whenClosed = end;
        running.post({ kind: 'close' });
      });
    },
  };
}

function acksIn(requests: readonly SpoolRequest[]): RowAck[] {
  return requests.flatMap((request) => (request.kind === 'ack' ? [...request.acks] : []));
}
