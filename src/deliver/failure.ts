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
  /** No region, no credentials, an impossible endpoint, no AWS SDK: people must act. */
  | 'unconfigured'
  /** The endpoint's certificate is not trusted: people must act. */
  | 'untrusted_certificate'
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
  /** Code of Node's error, where a connection failed. */
  readonly code?: string;
  /** No request was made: region, endpoint, credentials or the SDK were missing. */
  readonly isBeforeRequest?: boolean;
  /** There was an answer, and CloudWatch Logs cannot have given it: a page, a proxy, another server. */
  readonly isForeign?: boolean;
}

/**
 * Kinds that pass by themselves; the others want somebody to act. Expired credentials and a skewed clock are among
 * those: they get here only when new credentials, or the service's time, did not help.
 */
export function isTransient(kind: FailureKind): boolean {
  return kind === 'throttled' || kind === 'unavailable' || kind === 'conflict';
}

const UNKNOWN_KEYS: ReadonlySet<string> = new Set(['UnrecognizedClientException', 'InvalidClientTokenId']);

/** Whether AWS does not know the keys: they may have been changed where they come from. */
export function hasUnknownKeys({ error }: Failure): boolean {
  return UNKNOWN_KEYS.has(error.name);
}
