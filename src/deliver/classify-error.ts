import { hasText } from '../util/has-text.js';
import type { Action, Failure, FailureKind } from './failure.js';

/**
 * Names of errors and what they mean here. PutLogEvents models only a few of them, and older services, proxies
 * and the common errors of AWS add the rest.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/CommonErrors.html
 */
const KIND_BY_NAME: Readonly<Record<string, FailureKind>> = {
  ThrottlingException: 'throttled',
  Throttling: 'throttled',
  ThrottledException: 'throttled',
  RequestThrottled: 'throttled',
  RequestThrottledException: 'throttled',
  RequestLimitExceeded: 'throttled',
  TooManyRequestsException: 'throttled',
  SlowDown: 'throttled',

  ServiceUnavailableException: 'unavailable',
  ServiceUnavailable: 'unavailable',
  InternalFailure: 'unavailable',
  InternalServerError: 'unavailable',
  InternalServerException: 'unavailable',
  TimeoutError: 'unavailable',
  RequestTimeout: 'unavailable',
  RequestTimeoutException: 'unavailable',
  AbortError: 'unavailable',

  ResourceNotFoundException: 'missing',

  AccessDeniedException: 'denied',
  AccessDenied: 'denied',
  UnrecognizedClientException: 'denied',
  InvalidClientTokenId: 'denied',
  IncompleteSignature: 'denied',
  IncompleteSignatureException: 'denied',
  InvalidSignatureException: 'denied',
  SignatureDoesNotMatch: 'denied',
  MissingAuthenticationToken: 'denied',
  MissingAuthenticationTokenException: 'denied',
  NotAuthorized: 'denied',
  OptInRequired: 'denied',

  CredentialsProviderError: 'unconfigured',
  TokenProviderError: 'unconfigured',
  ProviderError: 'unconfigured',
  EndpointError: 'unconfigured',

  LimitExceededException: 'limit_exceeded',

  ExpiredTokenException: 'expired_credentials',
  ExpiredToken: 'expired_credentials',

  RequestExpired: 'clock_skew',
  RequestTimeTooSkewed: 'clock_skew',
  RequestInTheFuture: 'clock_skew',

  OperationAbortedException: 'conflict',

  RequestEntityTooLarge: 'too_large',
  RequestEntityTooLargeException: 'too_large',

  SerializationException: 'unreadable',
  MalformedHttpRequestException: 'unreadable',
  UnsupportedMediaTypeException: 'unreadable',

  InvalidParameterException: 'invalid',
  ValidationException: 'invalid',
  ValidationError: 'invalid',
};

/** Errors of sockets and name look-ups, by Node's codes. */
const NETWORK_CODE =
  /^(E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_|ADDR|PROTO)|ENOTFOUND|UND_ERR|ERR_(SOCKET|STREAM|HTTP|TLS|SSL))/;

/** What the SDK throws, without a name of its own, where it lacks a region, an endpoint or credentials. */
const UNCONFIGURED = /^Region (is missing|not accepted)|credential|Could not load|endpoint|^Invalid URL/i;

/** Reads what an SDK, a network or a proxy threw. Pure, and never throws, whatever it is given. */
export function classifyError(action: Action, thrown: unknown): Failure {
  const error = new Error(messageOf(thrown) ?? `a value that is no Error was thrown (${typeof thrown})`);
  error.name = text(read(thrown, 'name')) ?? 'Error';
  const status =
    number(read(thrown, '$metadata', 'httpStatusCode')) ?? number(read(thrown, '$response', 'statusCode'));
  return {
    action,
    error,
    status,
    kind: kindOf(error, text(read(thrown, 'code')) ?? '', status),
    region: text(read(thrown, '$region')),
    retryAfterMillis: retryAfterMillis(read(thrown, '$response', 'headers', 'retry-after')),
  };
}

/** Errors of one failure that are named: one for each address of a name. */
const MAX_ERRORS_NAMED = 6;

/**
 * The message. Where it is empty, those of the errors that the error stands for, with codes and addresses: what
 * Node throws when no address of a name can be reached has no words of its own. Or else the code.
 */
function messageOf(thrown: unknown): string | undefined {
  const message = text(read(thrown, 'message'));
  if (message !== '') return message;
  const errors = read(thrown, 'errors');
  const named = Array.from({ length: MAX_ERRORS_NAMED }, (_, at) => {
    const error = read(errors, String(at));
    return [read(error, 'message'), read(error, 'code')].map(text).find(hasText);
  });
  return named.filter(hasText).join('; ') || (text(read(thrown, 'code')) ?? message);
}

function kindOf(error: Error, code: string, status: number | undefined): FailureKind {
  const known = Object.hasOwn(KIND_BY_NAME, error.name) ? KIND_BY_NAME[error.name] : undefined;
  if (known === 'denied' && isAboutTime(error)) return 'clock_skew';
  if (known === 'invalid') return invalidKind(error.message);
  if (known !== undefined) return known;
  if (error.name.startsWith('KMS')) return 'denied';
  if (status !== undefined) return kindOfStatus(status);
  if (NETWORK_CODE.test(code)) return 'unavailable';
  return UNCONFIGURED.test(error.message) ? 'unconfigured' : 'unexpected';
}

/** Some answers have no name that can be read: a proxy's page, an empty body. */
function kindOfStatus(status: number): FailureKind {
  if (status === 429) return 'throttled';
  if (status === 413) return 'too_large';
  if (status === 415) return 'unreadable';
  if (status === 401 || status === 403) return 'denied';
  if (status === 408 || status >= 500) return 'unavailable';
  return 'unexpected';
}

function isAboutTime(error: Error): boolean {
  return (
    error.name === 'InvalidSignatureException' && /Signature (expired|not yet current)/.test(error.message)
  );
}

/** Only a fault of the events may cost events; a bad key, name or entity is no fault of theirs. */
function invalidKind(message: string): FailureKind {
  if (/\bentity\b/i.test(message) && !message.includes('logEvents')) return 'invalid_entity';
  if (/'logGroupName'|'logStreamName'|\bKMS\b|kmsKeyId/i.test(message)) return 'denied';
  return 'invalid';
}

/** Retry-After in seconds; the other form, a date, is not used by AWS. */
function retryAfterMillis(header: unknown): number | undefined {
  const seconds = Number.parseFloat(text(header) ?? '');
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

/** What lies at the path; undefined where there is nothing, or where looking throws. */
function read(value: unknown, ...path: readonly string[]): unknown {
  try {
    return path.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), value);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
