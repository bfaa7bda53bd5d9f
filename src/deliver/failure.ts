/** What stands behind a failed call, as far as it decides what to do next. */
export type FailureKind =
  /** Too many calls: wait long, then again. */
  | 'throttled'
  /** No answer, or the service's own trouble: wait, then again. */
  | 'unavailable'
  /** The log group or stream does not exist: create it, or have people create it. */
  | 'missing'
  /** This identity may not, or the key or the name is refused: people must act. */
  | 'denied'
  /** No region, no credentials, an impossible endpoint: people must act. */
  | 'unconfigured'
  /** The account's quota of groups is used up: people must act. */
  | 'limit_exceeded'
  /** The credentials have expired: refresh them. */
  | 'expired_credentials'
  /** The signature's time is off; the SDK has learnt the service's time from this answer. */
  | 'clock_skew'
  /** Another call works on the same group, or has deleted what was just made: again, soon. */
  | 'conflict'
  /** The request is too large for something on the way. */
  | 'too_large'
  /** The service could not read the body. */
  | 'unreadable'
  /** The service refuses an event. */
  | 'invalid'
  /** The service refuses the entity, not the events. */
  | 'invalid_entity'
  /** An answer that no rule here knows: tried slowly. */
  | 'unexpected';

/** The calls that the exporter makes. */
export type Action = 'PutLogEvents' | 'CreateLogStream' | 'CreateLogGroup' | 'PutRetentionPolicy';

/** A failed call. */
export interface Failure {
  readonly kind: FailureKind;
  readonly action: Action;
  readonly error: Error;
  /** HTTP status of the answer, where there was one. */
  readonly status: number | undefined;
  /** Where the call went to, once the client knew. */
  readonly region?: string;
  /** What the service asked for with Retry-After. */
  readonly retryAfterMillis: number | undefined;
}

/**
 * Kinds that pass by themselves; the others want somebody to act. Expired credentials and a skewed clock are among
 * those: they get here only when new credentials, or the service's time, did not help.
 */
export function isTransient(kind: FailureKind): boolean {
  return kind === 'throttled' || kind === 'unavailable' || kind === 'conflict';
}
