/** The kinds of a failed call, as far as they decide what happens next. */
export type FailureKind =
  /** Too many calls: retry with long waits. */
  | 'throttled'
  /** No answer, or a failure of the service: retry with backoff. */
  | 'unavailable'
  /** The log group or stream does not exist: create it, or report it. */
  | 'missing'
  /** This identity is not allowed to, or the key or the name is refused: an operator must act. */
  | 'denied'
  /** No region, no credentials, an invalid endpoint, no AWS SDK: an operator must act. */
  | 'unconfigured'
  /** Node does not trust the certificate of the endpoint: an operator must act. */
  | 'untrusted_certificate'
  /** The account's quota of log groups is used up: an operator must act. */
  | 'limit_exceeded'
  /** The credentials have expired: refresh them. */
  | 'expired_credentials'
  /** The time of the signature is off; the SDK has learned the time of the service from this answer. */
  | 'clock_skew'
  /** Another call changes the same group, or has deleted what was just created: retry soon. */
  | 'conflict'
  /** The request is too large for the service or a proxy. */
  | 'too_large'
  /** The service could not read the body. */
  | 'unreadable'
  /** The service refuses an event. */
  | 'invalid'
  /** The service refuses the entity, not the events. */
  | 'invalid_entity'
  /** An answer that no rule here knows: retry slowly. */
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
  /** The region of the call, once the client knows it. */
  readonly region?: string;
  /** The wait that the service asked for with Retry-After. */
  readonly retryAfterMillis: number | undefined;
  /** Code of the Node error, where a connection failed. */
  readonly code?: string;
  /** No request was sent: region, endpoint, credentials or the SDK were missing. */
  readonly isBeforeRequest?: boolean;
  /** The answer cannot be from CloudWatch Logs: it is from a proxy or another server. */
  readonly isForeign?: boolean;
}

/**
 * Kinds that end without any action; the others need an operator. Expired credentials and a skewed clock are among the
 * others: they are reported only when new credentials, or the time of the service, did not help.
 */
export function isTransient(kind: FailureKind): boolean {
  return kind === 'throttled' || kind === 'unavailable' || kind === 'conflict';
}

const UNKNOWN_KEYS: ReadonlySet<string> = new Set(['UnrecognizedClientException', 'InvalidClientTokenId']);

/** Whether AWS does not know the keys: they may have been replaced at their source. */
export function hasUnknownKeys({ error }: Failure): boolean {
  return UNKNOWN_KEYS.has(error.name);
}
