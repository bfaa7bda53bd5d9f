import { fixOfFailure } from '../../failures/explain-failure.js';
import type { Failure } from '../../failures/failure.js';
import type { SendResult } from '../../deliver/sender.js';
import type { Destination } from '../../events/model.js';
import { type Code, fixOf, type Message } from '../../messages/message.js';
import type { ProbedCall } from './probe.js';
import { isMissingPermission, isNotAuthorized } from './missing-policy.js';
import type { Step } from './report.js';

/** The names that a fix may contain. */
export interface Situation {
  readonly destination: Destination;
  readonly endpoint: string;
  readonly creation: Creation;
}

/** What the exporter may create, and whether `--create` was given. */
export interface Creation {
  readonly isTried: boolean;
  readonly createLogGroup: boolean;
  readonly createLogStream: boolean;
}

/** The calls of one event as steps, and whether the service keeps the event. Pure. */
export function stepsOfSend(
  calls: readonly ProbedCall[],
  result: SendResult | 'no event',
  situation: Situation,
): { readonly steps: readonly Step[]; readonly isKept: boolean } {
  if (result === 'no event') {
    const step: Step = { name: 'format', status: 'failed', ...advice('CWL_FORMAT_EMPTY') };
    return { steps: [step], isKept: false };
  }
  if (result.status === 'answered') {
    const steps = calls.map((call) => stepOf(call, undefined, situation));
    return result.rejections.length === 0
      ? { steps, isKept: true }
      : { steps: [...steps, ...result.rejections.map(({ reason }) => notKept(reason))], isKept: false };
  }
  const failure = withCause(result.failure, calls, situation.creation);
  if (failure === 'would create') return { steps: untried(calls), isKept: false };
  // If creation is off, no call is made: the call that found the missing name is the one that failed.
  const decisive =
    calls.findLast((call) => call.failure?.error === failure.error) ??
    calls.findLast((call) => call.failure !== undefined);
  // If a call was repeated at once with the same result, it is one failure, and not one that was fixed.
  const told = calls.filter(
    (call) =>
      call === decisive ||
      call.action !== decisive?.action ||
      call.failure?.error.name !== decisive.failure?.error.name,
  );
  const steps = told.map((call) => stepOf(call, call === decisive ? failure : undefined, situation));
  return { steps, isKept: false };
}

/**
 * Without `--create` a check stops at what is missing. That is not a failure if the exporter would create it. If the
 * exporter would not create it, the failure names the option that is off.
 */
function withCause(
  failure: Failure,
  calls: readonly ProbedCall[],
  { isTried, createLogGroup, createLogStream }: Creation,
): Failure | 'would create' {
  if (isTried || failure.error.name !== 'CreationIsOff') return failure;
  const isGroupOff = isGroupMissing(calls) && !createLogGroup;
  if (createLogStream && !isGroupOff) return 'would create';
  return createLogStream ? { ...failure, action: 'CreateLogGroup' } : failure;
}

/** The service says whether the group or only the stream is missing. */
function isGroupMissing(calls: readonly ProbedCall[]): boolean {
  return calls.some(({ failure }) => failure?.kind === 'missing' && /log group/i.test(failure.error.message));
}

function untried(calls: readonly ProbedCall[]): Step[] {
  const group: Step[] = isGroupMissing(calls)
    ? [{ name: 'CreateLogGroup', status: 'skipped', detail: 'the log group is missing: it would be created' }]
    : [];
  return [
    { name: 'PutLogEvents', status: 'skipped', detail: 'nothing was put yet' },
    ...group,
    { name: 'CreateLogStream', status: 'skipped', detail: 'the log stream is missing: it would be created' },
  ];
}

/** `end` is the failure that ended the delivery, if this call caused it. */
function stepOf({ action, failure }: ProbedCall, end: Failure | undefined, situation: Situation): Step {
  if (failure === undefined) return { name: action, status: 'ok' };
  const error = errorOf(failure);
  if (end !== undefined) return { name: action, status: 'failed', error, ...adviceOn(end, situation) };
  // It is set beside the delivery: no later call replaces it.
  if (action === 'PutRetentionPolicy')
    return { name: action, status: 'failed', error, ...adviceOn(failure, situation) };
  return { name: action, status: 'fixed', error };
}

export function errorOf({ error, status }: Pick<Failure, 'error' | 'status'>): NonNullable<Step['error']> {
  const at = error.message.indexOf(ADVICE_OF_SDK);
  const message = at === -1 ? error.message : error.message.slice(0, at).trimEnd();
  return { name: error.name, message, ...(status !== undefined && { status }) };
}

/** The advice of the SDK for a debugger starts like this and continues to the end of the message. */
const ADVICE_OF_SDK = 'Deserialization error: to see the raw response';

function notKept(reason: string): Step {
  return {
    name: 'PutLogEvents',
    status: 'failed',
    error: { name: reason, message: 'The service took the call, and did not keep the event.' },
    ...advice('CWL_EVENT_NOT_KEPT'),
  };
}

/** The fix that the exporter would give. For a failure that the exporter retries silently: what to check. */
function adviceOn(failure: Failure, { destination, endpoint }: Situation): Advice {
  const { action } = failure;
  switch (failure.kind) {
    case 'throttled':
      return advice('CWL_THROTTLED');
    case 'unavailable':
      return advice('CWL_NO_GOOD_ANSWER', { action, endpoint });
    case 'conflict':
      return advice('CWL_CONFLICT');
    case 'denied':
      return adviceOnDenied(failure, destination, endpoint);
    case 'clock_skew':
    case 'expired_credentials':
    case 'invalid':
    case 'invalid_entity':
    case 'limit_exceeded':
    case 'missing':
    case 'too_large':
    case 'unconfigured':
    case 'untrusted_certificate':
    case 'unexpected':
    case 'unreadable':
    default:
      return adviceOf(fixOfFailure(failure, destination));
  }
}

/** A permission is missing, a policy denies the call whatever is allowed, or the credentials are wrong. */
function adviceOnDenied(failure: Failure, destination: Destination, endpoint: string): Advice {
  const { action } = failure;
  if (failure.isForeign === true) return advice('CWL_NO_GOOD_ANSWER', { action, endpoint });
  if (isMissingPermission(failure) || failure.error.name === 'InvalidParameterException') {
    return adviceOf(fixOfFailure(failure, destination));
  }
  return advice(isNotAuthorized(failure) ? 'CWL_POLICY_DENIES' : 'CWL_CREDENTIALS_UNKNOWN');
}

type Advice = Required<Pick<Step, 'code' | 'fix'>>;

function advice(code: Code, facts: Readonly<Record<string, string>> = {}): Advice {
  return { code, fix: fixOf(code, facts) };
}

function adviceOf({ code, text }: Message): Advice {
  return { code, fix: text };
}
