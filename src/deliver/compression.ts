import type { Compression } from '../options/options.js';
import type { Failure } from '../failures/failure.js';

/** Bodies that failed as gzip and passed as plain one attempt later, before the endpoint counts as one without gzip. */
const STRIKES = 2;

/** The encoding of the next body, and what the answers show about it. */
export interface CompressionPolicy {
  encoding(): Encoding;
  /** A body in that encoding was accepted. */
  accepted(encoding: Encoding): void;
  /** A body in that encoding failed. True: send it as plain at once, and then report the result to `plainEnded`. */
  failed(encoding: Encoding, failure: Failure): boolean;
  /** The body that failed as gzip was sent as plain at once: did that fail too? */
  plainEnded(failure: Failure | undefined): void;
}

export type Encoding = 'gzip' | undefined;

/**
 * Decides whether bodies are compressed. Some endpoints (emulators, proxies) cannot read gzip. A failure counts against
 * gzip only while no gzip body has been accepted.
 *
 * If the answer is about the body alone, the body is sent as plain at once, until that fails too: then gzip was not the
 * cause. Any other doubt costs no extra call: the next attempt, after its backoff, is plain, and the one after it gzip.
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

  /** Bodies that fail at the same time count once. */
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
    plainEnded(failure) {
      if (failure === undefined || isOwnAnswer(failure)) turnOff();
      else plainFailedToo = true;
    },
  };
}

/** The service has read the body and reports another fault of the call, such as a missing stream. */
function isOwnAnswer({ kind, status = 0, isForeign = false }: Failure): boolean {
  return !isForeign && status >= 400 && status < 500 && kind !== 'unreadable' && kind !== 'throttled';
}

/** These name their cause: time, size or number. */
const NOT_ABOUT_BODY: ReadonlySet<number> = new Set([408, 413, 429]);

/** Answers of servers that cannot read the body: in the words of the service, or a page with any 4xx. */
function couldBeAboutBody({ kind, status = 0, isForeign = false }: Failure): boolean {
  if (kind === 'unreadable') return true;
  return isForeign && status >= 400 && status < 500 && !NOT_ABOUT_BODY.has(status);
}
