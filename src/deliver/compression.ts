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

/** Bodies that failed as gzip and passed plain, one attempt later, before the endpoint counts as one without gzip. */
const STRIKES = 2;

/** What the next body should be, and what is learnt from the answers. */
export interface CompressionPolicy {
  encoding(): Encoding;
  /** A body in that encoding was accepted. */
  accepted(encoding: Encoding): void;
  /** A body in that encoding failed. True: send it plain at once, and then tell `judge` how that went. */
  failed(encoding: Encoding, failure: Failure): boolean;
  /** A body that failed as gzip was sent plain at once, and failed so, or passed. */
  judge(failure: Failure | undefined): void;
}

export type Encoding = 'gzip' | undefined;

/**
 * Decides whether bodies are compressed. Some endpoints (emulators, proxies) cannot read gzip; only as long as none
 * was ever read does a failure count against it.
 *
 * An answer that is about the body alone is tried plain at once, until that fails too: then it was not gzip. All other
 * doubts cost no call of their own: the next attempt, after its backoff, is plain, and the one after that is gzip again.
 */
export function createCompressionPolicy(compression: Compression, say: () => void): CompressionPolicy {
  let state: 'unproven' | 'proven' | 'off' = compression === 'gzip' ? 'unproven' : 'off';
  let strikes = 0;
  /** A gzip body failed, and the next one is plain. */
  let isInDoubt = false;
  let plainFailedToo = false;

  function turnOff(): void {
    if (state !== 'unproven') return;
    state = 'off';
    say();
  }

  /** Bodies that failed side by side in one bad moment are one strike, not two. */
  function strike(): void {
    if (++strikes >= STRIKES) turnOff();
  }

  return {
    encoding: () => (state === 'off' || (state === 'unproven' && isInDoubt) ? undefined : 'gzip'),
    accepted(encoding) {
      if (encoding === 'gzip') state = state === 'unproven' ? 'proven' : state;
      else if (isInDoubt) strike();
      isInDoubt = false;
    },
    failed(encoding, failure) {
      if (encoding === undefined) {
        if (isInDoubt && isOwnAnswer(failure)) strike();
        else strikes = 0;
        isInDoubt = false;
        return false;
      }
      const isAboutBody = couldBeAboutBody(failure);
      if (state === 'proven') return false;
      if (isAboutBody && !plainFailedToo && failure.retryAfterMillis === undefined) return true;
      isInDoubt ||= isAboutBody || (failure.status ?? 0) >= 500;
      return false;
    },
    judge(failure) {
      if (failure === undefined || isOwnAnswer(failure)) turnOff();
      else plainFailedToo = true;
    },
  };
}

/** The service has read the body, and says what is wrong with the call: a missing stream, say. */
function isOwnAnswer({ kind, status = 0, isForeign = false }: Failure): boolean {
  return !isForeign && status >= 400 && status < 500 && kind !== 'unreadable' && kind !== 'throttled';
}

/** These say themselves what they are about: time, size, number. */
const NOT_ABOUT_BODY: ReadonlySet<number> = new Set([408, 413, 429]);

/** Answers of those who cannot read the body: in the service's words, or a page with any 4xx. */
function couldBeAboutBody({ kind, status = 0, isForeign = false }: Failure): boolean {
  if (kind === 'unreadable') return true;
  return isForeign && status >= 400 && status < 500 && !NOT_ABOUT_BODY.has(status);
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
