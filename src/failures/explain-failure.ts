import type { Destination } from '../events/model.js';
import { type Code, type FactsOf, fixOf, type Message, messageWith } from '../messages/message.js';
import { eventsText, whereOf } from '../messages/words.js';
import { hasUnknownKeys, type Failure } from './failure.js';
import { partitionOf } from './partition.js';

/** What happened, to which name, and what to do; with the number of events in the outbox. Pure. */
export function explainFailure(failure: Failure, destination: Destination, waiting: number): Message {
  return explain(failure, destination, `The exporter keeps ${eventsText(waiting)} in the outbox and retries.`)
    .message;
}

/** The same for the end of a process, where nothing is kept or retried. Pure. */
export function explainLastFailure(failure: Failure, destination: Destination): Message {
  return explain(failure, destination, '').message;
}

/** What to do, with the code of the full message. Pure. */
export function fixOfFailure(failure: Failure, destination: Destination): Message {
  const { message, fix } = explain(failure, destination, '');
  return { code: message.code, text: fix };
}

/** What happened, and what to check where that is known; for a failure that may end without any action. Pure. */
export function explainOutage(failure: Failure): string {
  const hint = HINTS.find(([code]) => code.test(failure.code ?? ''))?.[1];
  const verb =
    failure.isBeforeRequest === true ? 'could not be sent, the look-up of credentials failed' : 'failed';
  const what = `${failure.action} ${verb} with ${String(withoutContent(failure.error))}`;
  return hint === undefined ? what : `${what} (${hint})`;
}

/** By codes of Node. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /^(ENOTFOUND|EAI_)/,
    'the name of the endpoint could not be resolved: check the region, the endpoint and the DNS of this host; behind a proxy, see NODE_USE_ENV_PROXY',
  ],
  [/^ECONNREFUSED/, 'nothing listens there: check the endpoint'],
  [
    /^(ETIMEDOUT|EHOST|ENET|UND_ERR_CONNECT)/,
    'the endpoint cannot be reached: check the network, the VPC endpoint or NAT; behind a proxy, see NODE_USE_ENV_PROXY',
  ],
];

/** Errors about the content of the request: their texts may quote it, in unknown forms. */
const ABOUT_CONTENT = /^(InvalidParameter|Validation|Serialization|MalformedHttpRequest)/;

/** Known texts of those errors, which contain only numbers and names of members. */
const KNOWN_TEXT = [
  /^\d+ validation errors? detected: Value '/,
  /^(Upload|Log event) too large: \d+ bytes exceeds limit of \d+$/,
  /^(Log events in a|The batch of log events in a) single PutLogEvents request [a-z0-9 ]+\.$/,
];

/** The error without content: the service quotes values, and a value may come from a record. */
export function withoutContent({ name, message }: Error): Error {
  const isKnown = !ABOUT_CONTENT.test(name) || KNOWN_TEXT.some((text) => text.test(message));
  const shown = new Error(isKnown ? withoutValues(message) : '(its text may quote a record)');
  shown.name = name;
  return shown;
}

/** A value may contain quotes: everything from the first value to where the last one must have ended is removed. */
function withoutValues(message: string): string {
  const from = message.indexOf("Value '");
  if (from === -1) return message;
  const to = message.lastIndexOf("' at '");
  return `${message.slice(0, from)}Value '...${to > from ? message.slice(to) : ''}`;
}

/** The answer or error, without content. */
export function answerText(failure: Failure): string {
  const status = failure.status === undefined ? '' : `, HTTP ${failure.status}`;
  // Only PutLogEvents sends records; an error of a creation is shown in full.
  const shown = failure.action === 'PutLogEvents' ? withoutContent(failure.error) : failure.error;
  return `${String(shown)}${status}`;
}

interface Explained {
  readonly message: Message;
  readonly fix: string;
}

function explain(failure: Failure, destination: Destination, retry: string): Explained {
  const { action, kind } = failure;
  const facts = { action, where: whereOf(destination), error: answerText(failure), retry };
  if (failure.isBeforeRequest === true) return explained(codeBeforeRequest(failure), facts);
  if (failure.isForeign === true) return explained('CWL_FOREIGN_ANSWER', facts);
  switch (kind) {
    case 'denied':
      return explainDenied(failure, destination, facts);
    case 'unconfigured':
      return explained(codeBeforeRequest(failure), facts);
    case 'untrusted_certificate':
      return explained('CWL_CERTIFICATE_UNTRUSTED', facts);
    case 'missing': {
      const missing = { ...facts, ...destination, command: commandOf(failure, destination) };
      return action === 'CreateLogGroup'
        ? explained('CWL_LOG_GROUP_MISSING', missing)
        : explained('CWL_LOG_STREAM_MISSING', missing);
    }
    case 'limit_exceeded':
      return explained('CWL_LIMIT_EXCEEDED', facts);
    case 'expired_credentials':
      return explained('CWL_CREDENTIALS_EXPIRED', facts);
    case 'clock_skew':
      return explained('CWL_CLOCK_SKEW', facts);
    case 'too_large':
    case 'unreadable':
    case 'invalid':
    case 'invalid_entity':
    case 'unexpected':
      if (failure.status === undefined) return explained('CWL_NO_ANSWER', facts);
      return explained(action === 'PutLogEvents' ? 'CWL_FOREIGN_ANSWER' : 'CWL_SETTINGS_REFUSED', facts);
    case 'throttled':
    case 'unavailable':
    case 'conflict':
    default:
      return explained('CWL_UNAVAILABLE', facts);
  }
}

function explained<C extends Code>(code: C, facts: FactsOf<C>): Explained {
  return { message: messageWith(code, facts), fix: fixOf(code, facts) };
}

/** No request was sent: the cause is in this process. */
function codeBeforeRequest({
  error,
}: Failure):
  'CWL_SDK_NEEDS_REQUIRE' | 'CWL_SDK_NOT_LOADED' | 'CWL_REGION_MISSING' | 'CWL_CREDENTIALS_MISSING' {
  if (/Dynamic require of /.test(error.message)) return 'CWL_SDK_NEEDS_REQUIRE';
  if (error.name === 'SdkNotLoaded') return 'CWL_SDK_NOT_LOADED';
  return error.name === 'EndpointError' || /^Region |^Invalid URL|\bendpoint\b/i.test(error.message)
    ? 'CWL_REGION_MISSING'
    : 'CWL_CREDENTIALS_MISSING';
}

/** The service names the action that it checked: the one for tags, when a group is created with tags. */
export function checkedAction({ action, error }: Failure): string {
  return /not authorized to perform: (\w+:\w+)/.exec(error.message)?.[1] ?? `logs:${action}`;
}

function explainDenied(
  failure: Failure,
  { logGroupName }: Destination,
  facts: FactsOf<'CWL_NAME_OR_KEY_REFUSED'>,
): Explained {
  if (failure.error.name === 'InvalidParameterException') return explained('CWL_NAME_OR_KEY_REFUSED', facts);
  if (hasUnknownKeys(failure)) return explained('CWL_CREDENTIALS_UNKNOWN', facts);
  const permission = checkedAction(failure);
  const group = `arn:${partitionOf(failure.region ?? '')}:logs:*:*:log-group:${logGroupName}`;
  const resources: Readonly<Record<string, string>> = {
    // Every stream: the name of a stream has the process id by default, and the next process needs the call too.
    'logs:PutLogEvents': `${group}:log-stream:*`,
    'logs:TagResource': group,
  };
  const resource = permission.startsWith('logs:') ? ` on ${resources[permission] ?? `${group}:*`}` : '';
  return explained('CWL_ACCESS_DENIED', { ...facts, permission, resource });
}

function commandOf({ action }: Failure, { logGroupName, logStreamName }: Destination): string {
  const group = `--log-group-name ${shellQuoted(logGroupName)}`;
  return action === 'CreateLogGroup'
    ? `aws logs create-log-group ${group}`
    : `aws logs create-log-stream ${group} --log-stream-name ${shellQuoted(logStreamName)}`;
}

/** Names may come from callers: a quote in a name must not end the quotes of a command that people paste. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
