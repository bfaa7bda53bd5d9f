import type { FailureKind } from './failure.js';

/** Waits double from `base` up to `cap`. Each is drawn evenly between `floor` and that value. */
interface Backoff {
  readonly baseMillis: number;
  readonly capMillis: number;
  readonly floorMillis: number;
}

const QUICK: Backoff = { baseMillis: 200, capMillis: 30_000, floorMillis: 0 };

/** Every process of the account is throttled together: longer waits, spread wide. */
const THROTTLED: Backoff = { baseMillis: 1_000, capMillis: 30_000, floorMillis: 0 };

/**
 * CreateLogStream has 50 calls a second for the whole account: 1,000 processes that start together need 20 s. With
 * second attempts spread over 20 s, almost no process needs a third.
 */
const THROTTLED_CREATION: Backoff = { baseMillis: 20_000, capMillis: 20_000, floorMillis: 0 };

/** Nothing changes until an operator acts: an occasional call is enough to notice. */
const SLOW: Backoff = { baseMillis: 15_000, capMillis: 120_000, floorMillis: 5_000 };

/** A flush retries early, but a flush at every request must not flood the service with calls. */
const LEAST_MILLIS = 200;
const LEAST_THROTTLED_MILLIS = 1_000;

const BACKOFFS: Readonly<Record<FailureKind, Backoff>> = {
  unavailable: QUICK,
  conflict: QUICK,
  clock_skew: QUICK,
  expired_credentials: QUICK,
  throttled: THROTTLED,
  missing: SLOW,
  denied: SLOW,
  unconfigured: SLOW,
  untrusted_certificate: SLOW,
  limit_exceeded: SLOW,
  too_large: SLOW,
  unreadable: SLOW,
  invalid: SLOW,
  invalid_entity: SLOW,
  unexpected: SLOW,
};

/** Milliseconds until the next attempt, after `failures` (1 and up) in a row. Full jitter. Pure. */
export function backoffMillis(
  failure: { kind: FailureKind; action: string; retryAfterMillis: number | undefined },
  failures: number,
  random: () => number,
): number {
  const { baseMillis, capMillis, floorMillis } = backoffOf(failure);
  const reach = Math.min(capMillis, baseMillis * 2 ** Math.min(failures - 1, 16));
  const drawn = floorMillis + random() * Math.max(0, reach - floorMillis);
  // Retry-After is respected up to a bound: a hostile answer must not stop a stream for days.
  return Math.max(drawn, Math.min(failure.retryAfterMillis ?? 0, SLOW.capMillis));
}

/** Milliseconds between two attempts that even a flush keeps; Retry-After counts up to a bound. Pure. */
export function leastWaitMillis({
  kind,
  retryAfterMillis,
}: {
  kind: FailureKind;
  retryAfterMillis: number | undefined;
}): number {
  const least = kind === 'throttled' ? LEAST_THROTTLED_MILLIS : LEAST_MILLIS;
  return Math.max(least, Math.min(retryAfterMillis ?? 0, SLOW.capMillis));
}

function backoffOf({ kind, action }: { kind: FailureKind; action: string }): Backoff {
  if (kind === 'throttled' && action !== 'PutLogEvents') return THROTTLED_CREATION;
  return BACKOFFS[kind];
}
