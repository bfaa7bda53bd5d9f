import type { Clock } from '../../util/clock.js';
import type { Answers, SpoolReply, SpoolRequest } from './protocol.js';
import type { SpoolThread, SpoolThreadParts } from './spool-thread.js';

/** A thread that dies again so soon is not started at once. */
const REST_MILLIS = 10_000;

/** Closing files is one sync; a disk that hangs must not hold up the end. */
const CLOSE_MILLIS = 500;

export interface SpoolLinkParts {
  readonly clock: Clock;
  readonly startThread: (parts: Omit<SpoolThreadParts, 'start'>) => SpoolThread;
  readonly onReply: (reply: SpoolReply) => void;
  /** What was posted has no reply. Answers of the service are for the next thread; the rest is forgotten. */
  readonly onDeath: (error: Error) => void;
  /** There may be a thread again. */
  readonly onReturn: () => void;
}

/** The wire to the thread that owns the files: starts it when it is needed, and another when it dies. */
export interface SpoolLink {
  post(request: SpoolRequest): void;
  /** Whether there is a thread now, or would be with the next request. */
  isUp(): boolean;
  readonly isRunning: boolean;
  close(): Promise<void>;
}

export function createSpoolLink({
  clock,
  startThread,
  onReply,
  onDeath,
  onReturn,
}: SpoolLinkParts): SpoolLink {
  let thread: SpoolThread | undefined;
  /** What the thread has not dealt with yet, in the order of posting. */
  let unhandled: SpoolRequest[] = [];
  /** Answers that no thread has dealt with, while there is none. */
  let owed: Answers[] = [];
  let diedAt = -Infinity;
  let cancelReturn: (() => void) | undefined;
  let whenClosed: (() => void) | undefined;
  let closed = false;

  function handleReply(reply: SpoolReply): void {
    if (reply.kind === 'handled') unhandled = unhandled.slice(reply.requests);
    if (reply.kind === 'closed') whenClosed?.();
    else onReply(reply);
  }

  function handleDeath(error: Error): void {
    thread = undefined;
    owed = answersIn(unhandled);
    unhandled = [];
    const rest = clock.elapsed() - diedAt < REST_MILLIS ? REST_MILLIS : 0;
    diedAt = clock.elapsed();
    if (!closed) cancelReturn = clock.schedule(comeBack, rest);
    onDeath(error);
    whenClosed?.();
  }

  function comeBack(): void {
    cancelReturn = undefined;
    onReturn();
    const answers = owed;
    owed = [];
    if (answers.length > 0) post({ kind: 'answered', answers });
  }

  function post(request: SpoolRequest): void {
    if (closed) return;
    if (cancelReturn !== undefined) {
      owed.push(...answersIn([request]));
      return;
    }
    unhandled.push(request);
    try {
      thread ??= startThread({ onReply: handleReply, onDeath: handleDeath });
    } catch (error) {
      // Where no thread may be started (Node's permission model), none was ever there.
      handleDeath(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    thread.post(request);
  }

  return {
    post,
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

function answersIn(requests: readonly SpoolRequest[]): Answers[] {
  return requests.flatMap((request) => (request.kind === 'answered' ? [...request.answers] : []));
}
