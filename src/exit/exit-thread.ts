import { MessageChannel, receiveMessageOnPort, type MessagePort, type Worker } from 'node:worker_threads';
import { createZlibPause, pauseZlib, resumeZlib } from '../util/zlib-pause.js';
import type { ExitReply, ExitRequest, ExitStart, StreamEvents, ThreadSettings } from './protocol.js';

/** The connection of the waiting thread to the thread that sends. */
export interface ExitThread {
  /** Passes the events on; starts the thread if there is none. */
  send(streams: readonly StreamEvents[], settings: ThreadSettings): void;
  /** Blocks until all events have an answer, or until the timeout, and returns the replies. */
  wait(millis: number): ExitReply[];
}

export type StartExitThread = (start: ExitStart, env: NodeJS.Dict<string>) => Pick<Worker, 'unref'>;

export function createExitThread(start: StartExitThread, env: NodeJS.Dict<string>): ExitThread {
  let port: MessagePort | undefined;
  let done = new Int32Array(new SharedArrayBuffer(4));
  const zlibPause = createZlibPause();

  function open(settings: ThreadSettings): MessagePort {
    const { port1, port2 } = new MessageChannel();
    const { NODE_OPTIONS: _flags, ...others } = env;
    start({ settings, packageFile: import.meta.filename, port: port2, zlibPause }, others).unref();
    return port1;
  }

  return {
    send(streams, settings) {
      port ??= open(settings);
      const flag = new SharedArrayBuffer(4);
      done = new Int32Array(flag);
      const request: ExitRequest = { streams, flag };
      port.postMessage(
        request,
        streams.flatMap(({ blocks }) => blocks.map(({ bytes }) => bytes.buffer)),
      );
    },

    wait(millis) {
      if (port === undefined) return [];
      resumeZlib(zlibPause);
      Atomics.wait(done, 0, 0, millis);
      // The process may end now.
      pauseZlib(zlibPause);
      const replies: ExitReply[] = [];
      for (;;) {
        const received: { message: ExitReply } | undefined = receiveMessageOnPort(port);
        if (received === undefined) return replies;
        replies.push(received.message);
      }
    },
  };
}
