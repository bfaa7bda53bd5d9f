import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** The Linux scheduler's figures of the main thread, whose id is that of the process. */
const PATH = `/proc/self/task/${process.pid}/schedstat`;

/** Nanoseconds that the main thread ran; undefined if the system does not report them. */
export function mainThreadNanos() {
  try {
    return Number(readFileSync(PATH, 'utf8').split(' ')[0]);
  } catch {
    return undefined;
  }
}

/** Reads how long the main thread waited for a CPU in use by others. It is called often, so it is cheap. */
export function openWaitMeter() {
  const text = Buffer.alloc(128);
  const file = open();

  return {
    /** Milliseconds since the thread began; 0 if the system does not report them. */
    waitedMillis() {
      if (file === undefined) return 0;
      const length = readSync(file, text, 0, text.length, 0);
      return Number(text.toString('latin1', 0, length).split(' ')[1]) / 1e6;
    },
    close() {
      if (file !== undefined) closeSync(file);
    },
  };
}

function open() {
  try {
    return openSync(PATH, 'r');
  } catch {
    return undefined;
  }
}
