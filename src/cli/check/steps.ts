import { whatAndFix } from '../../deliver/explain-failure.js';
import type { Failure } from '../../deliver/failure.js';
import type { SendResult } from '../../deliver/sender.js';
import type { Destination } from '../../events/model.js';
import type { Call } from './probe.js';
import { isMissingPermission, isNotAuthorized } from './missing-policy.js';
import type { Step } from './report.js';

/** What a fix may have to name. */
export interface Situation {
  readonly destination: Destination;
  readonly endpoint: string;
  readonly creation: Creation;
}

/** What the exporter may create, and whether this check was asked to. */
export interface Creation {
  readonly isTried: boolean;
  readonly createLogGroup: boolean;
  readonly createLogStream: boolean;
}

/** The calls of one event as steps, and whether the service keeps it. Pure. */
export function stepsOfSend(
  calls: readonly Call[],
  result: SendResult | 'no event',
  situation: Situation,
): { readonly steps: readonly Step[]; readonly isKept: boolean } {
  if (result === 'no event') return { steps: [NO_EVENT], isKept: false };
  if (result.status === 'answered') {
    const steps = calls.map((call) => stepOf(call, undefined, situation));
    return result.rejections.length === 0
      ? { steps, isKept: true }
      : { steps: [...steps, ...result.rejections.map(({ reason }) => notKept(reason))], isKept: false };
  }
  const failure = withCause(result.failure, calls, situation.creation);
  if (failure === 'would create') return { steps: untried(calls), isKept: false };
  // Creation that is off makes no call: what it would have put right is what failed.
  const decisive =
    calls.findLast((call) => call.failure?.error === failure.error) ??
    calls.findLast((call) => call.failure !== undefined);
  // A call that was made again at once to the same end is one failure, and nothing that recovered.
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
 * A check that was not asked to create stops at what is missing. That is no fault where the exporter would create it;
 * where it would not, the failure names the setting that is off.
 */
function withCause(
  failure: Failure,
  calls: readonly Call[],
  { isTried, createLogGroup, createLogStream }: Creation,
): Failure | 'would create' {
  if (isTried || failure.error.name !== 'CreationIsOff') return failure;
  const isGroupOff = isGroupMissing(calls) && !createLogGroup;
  if (createLogStream && !isGroupOff) return 'would create';
  return createLogStream ? { ...failure, action: 'CreateLogGroup' } : failure;
}

/** The service names what is missing: the group, or only the stream. */
function isGroupMissing(calls: readonly Call[]): boolean {
  return calls.some(({ failure }) => failure?.kind === 'missing' && /log group/i.test(failure.error.message));
}

function untried(calls: readonly Call[]): Step[] {
  const group: Step[] = isGroupMissing(calls)
    ? [{ name: 'CreateLogGroup', status: 'skipped', detail: 'the log group is missing: it would be created' }]
    : [];
  return [
    { name: 'PutLogEvents', status: 'skipped', detail: 'nothing was put yet' },
    ...group,
    { name: 'CreateLogStream', status: 'skipped', detail: 'the log stream is missing: it would be created' },
  ];
}

/** `end` is the failure that ended the way, where this call is the one behind it. */
function stepOf({ action, failure }: Call, end: Failure | undefined, situation: Situation): Step {
  if (failure === undefined) return { name: action, status: 'ok' };
  const error = errorOf(failure);
  if (end !== undefined) return { name: action, status: 'failed', error, fix: fixOf(end, situation) };
  // It goes beside the delivery: nothing that comes later makes up for it.
  if (action === 'PutRetentionPolicy')
    return { name: action, status: 'failed', error, fix: fixOf(failure, situation) };
  return { name: action, status: 'recovered', error };
}

export function errorOf({ error, status }: Pick<Failure, 'error' | 'status'>): NonNullable<Step['error']> {
  const at = error.message.indexOf(ADVICE_OF_SDK);
  const message = at === -1 ? error.message : error.message.slice(0, at).trimEnd();
  return { name: error.name, message, ...(status !== undefined && { status }) };
}

/** The SDK's advice for a debugger begins so, and goes on to the end of the message. */
const ADVICE_OF_SDK = 'Deserialization error: to see the raw response';

const NO_EVENT: Step = {
  name: 'format',
  status: 'failed',
  fix: 'The format gave no text for the event of this check.',
};

function notKept(reason: string): Step {
  return {
    name: 'PutLogEvents',
    status: 'failed',
    error: { name: reason, message: 'The service took the call, and did not keep the event.' },
    fix: 'Check the clock of this machine, and the retention of the log group.',
  };
}

/** What the exporter would say, and for what it would sit out in silence, what to look at. */
function fixOf(failure: Failure, { destination, endpoint }: Situation): string {
  switch (failure.kind) {
    case 'throttled':
      return 'The account has no calls left at the moment. The exporter waits and tries again; so can you.';
    case 'unavailable':
      return noGoodAnswer(endpoint);
    case 'conflict':
      return 'Somebody else works on the same log group, or it is not there yet. Try again.';
    case 'denied':
      return fixOfDenied(failure, destination, endpoint);
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
      return whatAndFix(failure, destination);
  }
}

/** What is refused for want of a permission, by a rule that no permission lifts, or for what has signed the call. */
function fixOfDenied(failure: Failure, destination: Destination, endpoint: string): string {
  if (failure.isForeign === true) return noGoodAnswer(endpoint);
  if (isMissingPermission(failure) || failure.error.name === 'InvalidParameterException') {
    return whatAndFix(failure, destination);
  }
  return isNotAuthorized(failure)
    ? 'No permission of these credentials lifts what the text names: whoever looks after that (a service control policy, a permissions boundary, the policy of a session, a VPC endpoint or a key) has to allow it.'
    : 'AWS does not take these credentials: the access key id, the secret or the session token is wrong, or of another partition. Renew them where they come from.';
}

function noGoodAnswer(endpoint: string): string {
  return `There was no good answer from ${endpoint}. Check the endpoint, the network, and what may stand between: a proxy, a VPC endpoint, a security group.`;
}
