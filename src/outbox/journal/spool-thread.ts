import { MessageChannel, receiveMessageOnPort, type MessagePort, type Worker } from 'node:worker_threads';
import { asError } from '../../util/errors.js';
import type { ExitWork } from '../../util/exit-event.js';
import { createZlibPause, pauseZlib, resumeZlib, type ZlibPause } from '../../util/zlib-pause.js';
import type { Signal, SpoolReply, SpoolRequest } from './protocol.js';

/** The main thread's connection to the thread that owns the files. */
export interface SpoolThread {
  post(request: SpoolRequest): void;
  /** Whether the thread keeps the process alive. */
  keepAlive(isNeeded: boolean): void;
  /** Blocks until all posted requests are done, or until the timeout; replies are passed on before this returns. */
  wait(millis: number): void;
  /** Ends the thread at once. */
  end(): void;
}

export interface SpoolThreadParts {
  /** Starts it, with the port for its replies. */
  readonly start: (port: MessagePort, zlibPause: ZlibPause) => Worker;
  /** Registers work for the end of the process; returns the function that cancels it. */
  readonly onExit: (work: ExitWork) => () => void;
  /** Calls back if the process has not ended. */
  readonly whenAlive: (callback: () => void) => void;
  readonly onReply: (reply: SpoolReply) => void;
  /** It ended on its own: posted requests have no reply. */
  readonly onDeath: (error: Error) => void;
}

export function startSpoolThread(parts: SpoolThreadParts): SpoolThread {
  const { start, onExit, whenAlive, onReply, onDeath } = parts;
  const { port1: port, port2 } = new MessageChannel();
  const zlibPause = createZlibPause();
  const worker = start(port2, zlibPause);
  // What else happens at the end of the process may wait for the thread until then.
  const stopListening = onExit({ begin: () => pauseForEnd });
  let ended = false;
  let isProcessEnding = false;

  function pauseForEnd(): void {
    isProcessEnding = true;
    pauseZlib(zlibPause);
    whenAlive(() => {
      isProcessEnding = false;
      resumeZlib(zlibPause);
    });
  }

  function hear(): void {
    for (;;) {
      const received: { message: SpoolReply } | undefined = receiveMessageOnPort(port);
      if (received === undefined) return;
      if (!ended) onReply(received.message);
    }
  }

  function die(error: Error): void {
    if (ended) return;
    // Its earlier replies come through another channel, perhaps later.
    hear();
    port.close();
    stopListening();
    ended = true;
    onDeath(error);
  }

  port.on('message', (reply: SpoolReply) => {
    if (!ended) onReply(reply);
  });
  worker.on('error', (thrown: unknown) => die(asError(thrown)));
  worker.on('exit', (code) => die(new Error(`the thread ended with code ${code}`)));
  // Adding listeners keeps the process alive again, so unref comes last.
  worker.unref();
  port.unref();

  return {
    post(request) {
      worker.postMessage(request, request.kind === 'insert' ? [request.row] : []);
    },
    keepAlive(isNeeded) {
      if (isNeeded) worker.ref();
      else worker.unref();
    },
    wait(millis) {
      resumeZlib(zlibPause);
      const flag = new SharedArrayBuffer(4);
      worker.postMessage({ kind: 'signal', flag } satisfies Signal, []);
      Atomics.wait(new Int32Array(flag), 0, 0, millis);
      hear();
      // The replies may have asked for more.
      if (isProcessEnding) pauseZlib(zlibPause);
    },
    end() {
      ended = true;
      port.close();
      stopListening();
      pauseZlib(zlibPause);
      void worker.terminate();
    },
  };
}
