import { workerData } from 'node:worker_threads';
import { isObject } from './is-object.js';

/**
 * Two Int32 that a thread shares with the one that may end it. Node aborts the process if a thread is ended while zlib
 * opens a stream in it ("close before init"): the thread is paused before, outside of that moment.
 */
export type ZlibPause = Int32Array<SharedArrayBuffer>;

/** 1 while the thread opens a stream. */
const IS_OPENING = 0;
/** 1 while the thread must not open one. */
const IS_PAUSED = 1;

/** Far above what zlib needs for a block. */
const OPENING_MILLIS = 200;

/** The pause of this thread, if it was started with one. */
const own = isObject(workerData) && isZlibPause(workerData.zlibPause) ? workerData.zlibPause : undefined;

export function createZlibPause(): ZlibPause {
  return new Int32Array(new SharedArrayBuffer(8));
}

/** Blocks until the thread opens no stream; it opens none until `resumeZlib`. */
export function pauseZlib(pause: ZlibPause): void {
  Atomics.store(pause, IS_PAUSED, 1);
  if (Atomics.load(pause, IS_OPENING) === 1) Atomics.wait(pause, IS_OPENING, 1, OPENING_MILLIS);
}

export function resumeZlib(pause: ZlibPause): void {
  Atomics.store(pause, IS_PAUSED, 0);
  Atomics.notify(pause, IS_PAUSED);
}

/** Opens a stream of zlib, or uses a function of zlib that opens one, while this thread is not paused. */
export function openZlib<Opened>(open: () => Opened, pause: ZlibPause | undefined = own): Opened {
  if (pause === undefined) return open();
  begin(pause);
  try {
    return open();
  } finally {
    end(pause);
  }
}

function begin(pause: ZlibPause): void {
  Atomics.store(pause, IS_OPENING, 1);
  while (Atomics.load(pause, IS_PAUSED) === 1) {
    end(pause);
    Atomics.wait(pause, IS_PAUSED, 1);
    Atomics.store(pause, IS_OPENING, 1);
  }
}

function end(pause: ZlibPause): void {
  Atomics.store(pause, IS_OPENING, 0);
  Atomics.notify(pause, IS_OPENING);
}

function isZlibPause(value: unknown): value is ZlibPause {
  return value instanceof Int32Array && value.buffer instanceof SharedArrayBuffer && value.length === 2;
}
