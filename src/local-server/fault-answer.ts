import { MAX_SIGNATURE_AGE_MILLIS } from './model/limits.js';
import { ACCOUNT_ID, groupArn, streamArn } from './model/names.js';
import { ServiceError, throttling } from './model/service-error.js';
import type { FaultPlan, FaultSubject } from './faults.js';

type DecisiveFault = NonNullable<FaultPlan['decisive']>;

/** An answer, sent exactly as it is. */
export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

/** What a fault does to a call: an error, a raw answer, or a connection that is cut or silent. */
export type FaultOutcome = ServiceError | RawAnswer | 'reset-before-write' | 'reset-after-write' | 'hang';

export function answerFault(fault: DecisiveFault, call: FaultSubject, skewMillis: number): FaultOutcome {
  switch (fault.kind) {
    case 'throttle':
      return throttling(fault.message);
    case 'internal-error':
      return internalFailure();
    case 'unavailable':
      return new ServiceError('ServiceUnavailableException', 'The service cannot complete the request.', 503);
    case 'reset-before-write':
    case 'reset-after-write':
    case 'hang':
      return fault.kind;
    case 'expired-token':
      return new ServiceError(
        'ExpiredTokenException',
        'The security token included in the request is expired',
      );
    case 'deny':
      return accessDenied(call);
    case 'no-gzip':
      return gzipUnknown(fault.as);
    case 'skew':
      return signatureOff(call, skewMillis);
    case 'respond':
    default:
      return fault.body === undefined
        ? new ServiceError(fault.errorName ?? 'InternalFailure', fault.message ?? '', fault.status ?? 400)
        : { status: fault.status ?? 400, body: fault.body };
  }
}

function internalFailure(): ServiceError {
  return new ServiceError('InternalFailure', 'The request processing has failed.', 500);
}

function accessDenied({ action, logGroupName, logStreamName }: FaultSubject): ServiceError {
  const group = logGroupName ?? '*';
  const resource =
    action === 'PutLogEvents' ? streamArn(group, logStreamName ?? '*') : `${groupArn(group)}:log-stream:`;
  return new ServiceError(
    'AccessDeniedException',
    `User: arn:aws:iam::${ACCOUNT_ID}:user/local is not authorized to perform: logs:${action} ` +
      `on resource: ${resource} because no identity-based policy allows the logs:${action} action`,
  );
}

function gzipUnknown(as: 'serialization' | 'malformed' | 415 | 500): ServiceError {
  if (as === 'serialization') {
    return new ServiceError('SerializationException', 'Could not parse the request body into JSON.');
  }
  if (as === 'malformed') {
    return new ServiceError('MalformedHttpRequestException', 'The request body could not be decompressed.');
  }
  if (as === 500) return internalFailure();
  return new ServiceError('UnsupportedMediaTypeException', 'The content encoding is not supported.', 415);
}

/** `Signature expired: 20231201T095742Z is now earlier than 20231201T095745Z (20231201T100245Z - 5 min.)` */
function signatureOff({ signedAt = 0, time }: FaultSubject, skewMillis: number): ServiceError {
  const serverTime = time + skewMillis;
  const expired = signedAt < serverTime;
  const edge = serverTime + (expired ? -MAX_SIGNATURE_AGE_MILLIS : MAX_SIGNATURE_AGE_MILLIS);
  const [verb, relation, sign] = expired
    ? ['Signature expired', 'is now earlier than', '-']
    : ['Signature not yet current', 'is still later than', '+'];
  return new ServiceError(
    'InvalidSignatureException',
    `${verb}: ${amzDate(signedAt)} ${relation} ${amzDate(edge)} (${amzDate(serverTime)} ${sign} 5 min.)`,
  );
}

/** `20231201T095742Z`: the time format of SigV4. */
function amzDate(millis: number): string {
  return new Date(millis).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

/** The time in an X-Amz-Date header. */
export function parseAmzDate(text: string | undefined): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '');
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
