import { MessageChannel, receiveMessageOnPort, type MessagePort, type Worker } from 'node:worker_threads';
import type { ExitReply, ExitRequest, ExitStart, StreamEvents, ThreadSettings } from './protocol.js';

/** The waiting thread's end of the wire to the one that sends. */
export interface ExitThread {
  /** Hands the events over; starts the thread where there is none. */
  send(streams: readonly StreamEvents[], settings: ThreadSettings): void;
  /** Blocks until all has its answer, or the time is up, and gives what was said. */
  wait(millis: number): ExitReply[];
}

export type StartExitThread = (start: ExitStart, env: NodeJS.Dict<string>) => Pick<Worker, 'unref'>;

export function createExitThread(start: StartExitThread, env: NodeJS.Dict<string>): ExitThread {
  let port: MessagePort | undefined;
  let done = new Int32Array(new SharedArrayBuffer(4));

  function open(settings: ThreadSettings): MessagePort {
    const { port1, port2 } = new MessageChannel();
    const { NODE_OPTIONS: _flags, ...others } = env;
    start({ settings, packageFile: import.meta.filename, port: port2 }, others).unref();
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
      Atomics.wait(done, 0, 0, millis);
      const replies: ExitReply[] = [];
      for (;;) {
        const received: { message: ExitReply } | undefined = receiveMessageOnPort(port);
        if (received === undefined) return replies;
        replies.push(received.message);
      }
    },
  };
}
