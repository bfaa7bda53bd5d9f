import type { Clock } from '../../util/clock.js';
import { asError } from '../../util/errors.js';
import type { RowAck } from './journal.js';
import type { SpoolReply, SpoolRequest } from './protocol.js';
import type { SpoolThread, SpoolThreadParts } from './spool-thread.js';

/** A thread that ends again within this time is not restarted at once. */
const REST_MILLIS = 10_000;

/** Closing files is one sync, which a busy machine may delay; a disk that hangs must not delay the end for long. */
const CLOSE_MILLIS = 2_000;

/** Starts a thread, which continues with the file of the one before it. */
export type StartThread = (
  parts: Pick<SpoolThreadParts, 'onReply' | 'onDeath'>,
  file: string | undefined,
) => SpoolThread;

export interface WorkerSupervisorParts {
  readonly clock: Clock;
  readonly startThread: StartThread;
  readonly onReply: (reply: SpoolReply) => void;
  /** Posted requests have no reply. Acknowledgements are kept for the next thread; the rest is dropped. */
  readonly onDeath: (error: Error) => void;
  /** A thread may be started again. */
  readonly onReturn: () => void;
}

/** Starts the thread that owns the files when it is needed, and a new one when it ends. */
export interface WorkerSupervisor {
  post(request: SpoolRequest): void;
  /** Whether something waits for the thread, which then keeps the process alive. */
  keepAlive(isNeeded: boolean): void;
  /** Blocks until the thread has done the posted requests, or until the timeout. */
  wait(millis: number): void;
  /** Whether a thread runs, or would run with the next request. */
  isUp(): boolean;
  readonly isRunning: boolean;
  /** Acknowledgements were posted that the thread may not have written. */
  readonly hasPostedAcks: boolean;
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
  let keepsAlive = false;
  /** Requests that the thread has not finished, in the order of posting. */
  let unhandled: SpoolRequest[] = [];
  /** Requests that no thread has handled, while there is none. */
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
      // If no thread may be started (Node's permission model), none was ever there.
      handleDeath(asError(error));
      return;
    }
    thread.keepAlive(keepsAlive);
    thread.post(request);
  }

  return {
    post,
    keepAlive(isNeeded) {
      keepsAlive = isNeeded;
      thread?.keepAlive(isNeeded);
    },
    wait: (millis) => thread?.wait(millis),
    isUp: () => cancelReturn === undefined && !closed,
    get isRunning() {
      return thread !== undefined;
    },
    get hasPostedAcks() {
      return unhandled.some(({ kind }) => kind === 'ack');
    },

    close() {
      cancelReturn?.();
      // Answered events must not be sent again: one more thread starts for that alone.
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
        const cancel = clock.schedule(end, CLOSE_MILLIS, 'keep alive');
        whenClosed = end;
        running.post({ kind: 'close' });
      });
    },
  };
}

function acksIn(requests: readonly SpoolRequest[]): RowAck[] {
  return requests.flatMap((request) => (request.kind === 'ack' ? [...request.acks] : []));
}
