import { constants, gzip } from 'node:zlib';
import type { Compression } from '../options/options.js';
import type { Failure } from './failure.js';

/** Compresses a body. */
export type Gzip = (body: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>;

/** Pieces of output as large as most bodies become, so that one of them takes one turn of the loop. */
const CHUNK_BYTES = 256 * 1024;

/** On the thread pool. Level 1: about a tenth of the bytes for the least work. */
const quickly: Gzip = (body) =>
  new Promise((resolve, reject) => {
    const options = {
      level: constants.Z_BEST_SPEED,
      memLevel: constants.Z_MAX_MEMLEVEL,
      chunkSize: CHUNK_BYTES,
    };
    gzip(body, options, (error, result) => (error === null ? resolve(result) : reject(error)));
  });

/** Beyond this, more of them at once only keep the application's own work off the thread pool. */
const MAX_AT_ONCE = 2;

/** Fails and passes in turn before a 5xx is taken for an endpoint that can't read gzip. */
const STRIKES = 2;

/** What the next body should be, and what is learnt from the answers. */
export interface CompressionPolicy {
  encoding(): 'gzip' | undefined;
  /** A body in that encoding was accepted. */
  accepted(encoding: 'gzip' | undefined): void;
  /** Whether a gzip body that failed should be tried plain at once; then `judge` takes what came of it. */
  doubts(failure: Failure): Doubt | undefined;
}

/** A failed gzip request that is tried plain. */
export interface Doubt {
  judge(plainPassed: boolean): void;
}

/**
 * Decides whether bodies are compressed. Some endpoints (emulators) can't read gzip; only as long as none was
 * ever read does a failure count against it.
 */
export function createCompressionPolicy(compression: Compression, say: () => void): CompressionPolicy {
  let state: 'unproven' | 'proven' | 'off' = compression === 'gzip' ? 'unproven' : 'off';
  let strikes = 0;

  function turnOff(): void {
    if (state !== 'unproven') return;
    state = 'off';
    say();
  }

  return {
    encoding: () => (state === 'off' ? undefined : 'gzip'),
    accepted(encoding) {
      if (encoding === 'gzip' && state === 'unproven') state = 'proven';
    },
    doubts({ kind, status = 0 }) {
      if (state === 'proven') return undefined;
      if (kind === 'unreadable') return { judge: (passed) => passed && turnOff() };
      if (status < 500) return undefined;
      // Requests that failed side by side in one bad moment are one strike, not two.
      const strikesBefore = strikes;
      return {
        judge(passed) {
          if (!passed) strikes = 0;
          else if (strikes === strikesBefore && ++strikes >= STRIKES) turnOff();
        },
      };
    },
  };
}

/** gzip, a few bodies at once. */
export function createGzip(compress: Gzip = quickly): Gzip {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async (body) => {
    if (running >= MAX_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await compress(body);
    } finally {
      // The place is handed on, so that nobody who comes now can take it first.
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
