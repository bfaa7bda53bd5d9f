import { AsyncResource } from 'node:async_hooks';
import {
  constants,
  createGzip as createGzipStream,
  type Gzip as GzipStream,
  type ZlibReset,
} from 'node:zlib';
import { openZlib } from '../util/zlib-pause.js';

/** Compresses a body. */
export type Gzip = (body: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>;

/** More at once would only take the thread pool from the application. */
const MAX_AT_ONCE = 2;

/** One piece of output holds most bodies, so that a body takes one turn of the event loop. */
const CHUNK_BYTES = 256 * 1024;

/** Compresses a few bodies at a time. */
export function createGzip(open: () => Gzip = openCompressor): Gzip {
  const idle = Array.from({ length: MAX_AT_ONCE }, open);
  const waiting: ((compress: Gzip) => void)[] = [];

  return async (body) => {
    const compress = idle.pop() ?? (await new Promise<Gzip>((resolve) => waiting.push(resolve)));
    try {
      return await compress(body);
    } finally {
      // It is passed to the next waiter, so that a later caller cannot take it.
      const next = waiting.shift();
      if (next === undefined) idle.push(compress);
      else next(compress);
    }
  };
}

/**
 * Compresses one body after the other, on the thread pool. Level 1: about a tenth of the bytes for the least work. Its
 * stream is used again: Node keeps each stream, and all that it refers to, until it collects the whole heap.
 */
function openCompressor(): Gzip {
  // The stream keeps the values of AsyncLocalStorage that it is opened with: they must not be those of a request.
  const home = new AsyncResource('gzip');
  let stream: (GzipStream & ZlibReset) | undefined;
  let pieces: Buffer[] = [];

  function open(): GzipStream & ZlibReset {
    const { Z_BEST_SPEED: level, Z_MAX_MEMLEVEL: memLevel, Z_FINISH: flush } = constants;
    // With this flush, each write is a whole gzip file: one task of the thread pool.
    const options = { level, memLevel, flush, chunkSize: CHUNK_BYTES };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the types know it of deflate alone
    const opened = openZlib(() => createGzipStream(options)) as GzipStream & ZlibReset;
    opened.on('data', (piece: Buffer) => void pieces.push(piece));
    return opened;
  }

  return (body) =>
    new Promise((resolve, reject) => {
      const used = (stream ??= home.runInAsyncScope(open));
      const fail = (error: Error): void => {
        if (stream === used) stream = undefined;
        reject(error);
      };
      pieces = [];
      used.write(body, (error) => {
        if (error || used.destroyed) {
          fail(error ?? new Error('the gzip stream was closed'));
          return;
        }
        used.off('error', fail);
        used.reset();
        resolve(Buffer.concat(pieces));
        pieces = [];
      });
      // After an error of zlib, Node never calls the callback of the write.
      used.on('error', fail);
    });
}
