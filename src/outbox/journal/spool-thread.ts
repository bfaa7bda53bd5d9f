import type { Worker } from 'node:worker_threads';
import type { SpoolReply, SpoolRequest } from './protocol.js';

/** The main thread's end of the wire to the thread that owns the files. */
export interface SpoolThread {
  post(request: SpoolRequest): void;
  /** Whether the thread keeps the process alive. */
  hold(holds: boolean): void;
  /** Ends the thread, whatever it does. */
  end(): void;
}

export interface SpoolThreadParts {
  readonly start: () => Worker;
  readonly onReply: (reply: SpoolReply) => void;
  /** It ended without being asked to: what was posted has no reply. */
  readonly onDeath: (error: Error) => void;
}

export function startSpoolThread({ start, onReply, onDeath }: SpoolThreadParts): SpoolThread {
  const worker = start();
  let ended = false;

  function die(error: Error): void {
    if (ended) return;
    ended = true;
    onDeath(error);
  }

  worker.on('message', (reply: SpoolReply) => {
    if (!ended) onReply(reply);
  });
  worker.on('error', (thrown: unknown) => die(thrown instanceof Error ? thrown : new Error(String(thrown))));
  worker.on('exit', (code) => die(new Error(`the thread ended with code ${code}`)));
  // Listeners hold the process again: last of all.
  worker.unref();

  return {
    post(request) {
      worker.postMessage(request, request.kind === 'insert' ? [request.row] : []);
    },
    hold(holds) {
      if (holds) worker.ref();
      else worker.unref();
    },
    end() {
      ended = true;
      void worker.terminate();
    },
  };
}
