import { errorText } from './error-text.js';
import type { Action, Failure, FailureKind } from '../failures/failure.js';
import { FOREIGN_ANSWER } from './read-answer.js';
import { readPath } from './read-path.js';
import { textOf } from '../util/text-of.js';

/**
 * Names of errors and their kinds. PutLogEvents models only a few of them; older services, proxies and the common
 * errors of AWS add the rest.
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
  SdkNotLoaded: 'unconfigured',

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

/** Errors of sockets and name look-ups, by the codes of Node. */
const NETWORK_CODE =
  /^(E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_|ADDR|PROTO)|ENOTFOUND|UND_ERR|ERR_(SOCKET|STREAM|HTTP|TLS|SSL))/;

/** Errors of the SDK without a name of their own, for a missing region, endpoint or credentials. */
const UNCONFIGURED = /^Region (is missing|not accepted)|credential|Could not load|endpoint|^Invalid URL/i;

/**
 * Certificates that Node does not trust, by its codes.
 * @see https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
const CERTIFICATE_CODE =
  /^(UNABLE_TO_(GET|VERIFY|DECODE|DECRYPT)|SELF_SIGNED|DEPTH_ZERO|CERT_|CRL_|INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH|ERR_TLS_CERT|PATH_LENGTH|ERROR_IN_CERT|ERROR_IN_CRL)/;

/** The mark on errors that occurred before the request of a call was sent. */
export const BEFORE_REQUEST = '$beforeRequest';

/** Classifies what an SDK, a network or a proxy threw. Pure. Never throws, whatever it gets. */
export function classifyError(action: Action, thrown: unknown, now: () => number = Date.now): Failure {
  const error = new Error(errorText(thrown));
  error.name = textOf(readPath(thrown, 'name')) ?? 'Error';
  const status =
    number(readPath(thrown, '$metadata', 'httpStatusCode')) ??
    number(readPath(thrown, '$response', 'statusCode'));
  const code = nodeCode(thrown);
  const isBeforeRequest = readPath(thrown, BEFORE_REQUEST) === true;
  return {
    action,
    error,
    status,
    kind: kindOf(error, code, status, isBeforeRequest),
    region: textOf(readPath(thrown, '$region')),
    retryAfterMillis: retryAfterMillis(thrown, now),
    ...(code && { code }),
    ...(isBeforeRequest && { isBeforeRequest }),
    ...(isForeign(error, status) && { isForeign: true }),
  };
}

/** The code of Node, which may be in a cause of the error, or in the first of several errors. */
function nodeCode(thrown: unknown): string {
  return (
    textOf(readPath(thrown, 'code')) ??
    textOf(readPath(thrown, 'cause', 'code')) ??
    textOf(readPath(thrown, 'errors', '0', 'code')) ??
    textOf(readPath(thrown, 'cause', 'errors', '0', 'code')) ??
    ''
  );
}

/** Names that the SDK gives to an error answer without one: a page, an empty body, JSON of another server. */
const NAMELESS = new Set([FOREIGN_ANSWER, 'SyntaxError', 'Unknown', 'UnknownError', 'Error', 'TypeError']);

function isForeign({ name }: Error, status: number | undefined): boolean {
  return status !== undefined && NAMELESS.has(name);
}

function kindOf(
  error: Error,
  code: string,
  status: number | undefined,
  isBeforeRequest: boolean,
): FailureKind {
  const known = Object.hasOwn(KIND_BY_NAME, error.name) ? KIND_BY_NAME[error.name] : undefined;
  if (known === 'denied' && isAboutTime(error)) return 'clock_skew';
  if (known === 'invalid') return invalidKind(error.message);
  if (known !== undefined) return known;
  if (error.name.startsWith('KMS')) return 'denied';
  if (status !== undefined) return kindOfStatus(status);
  if (CERTIFICATE_CODE.test(code)) return 'untrusted_certificate';
  if (NETWORK_CODE.test(code)) return 'unavailable';
  return isBeforeRequest || UNCONFIGURED.test(error.message) ? 'unconfigured' : 'unexpected';
}

/** Some answers have no readable name: a page of a proxy, an empty body. */
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

/** Only a fault in the events may drop events. A bad key, name or entity is not one. */
function invalidKind(message: string): FailureKind {
  if (/\bentity\b/i.test(message) && !message.includes('logEvents')) return 'invalid_entity';
  if (/'logGroupName'|'logStreamName'|\bKMS\b|kmsKeyId/i.test(message)) return 'denied';
  return 'invalid';
}

/** In seconds, or as a date by the clock of the server: proxies and load balancers write either. */
function retryAfterMillis(thrown: unknown, now: () => number): number | undefined {
  const headers = readPath(thrown, '$response', 'headers');
  const header = textOf(readPath(headers, 'retry-after'))?.trim();
  if (header === undefined || header === '') return undefined;
  const seconds = Number(header);
  const answeredAt = Date.parse(textOf(readPath(headers, 'date')) ?? '');
  const from = Number.isNaN(answeredAt) ? now() : answeredAt;
  const millis = Number.isNaN(seconds) ? Date.parse(header) - from : seconds * 1000;
  return Number.isFinite(millis) && millis >= 0 ? millis : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
