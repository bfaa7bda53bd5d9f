import type { Destination } from '../events/model.js';
import { hasUnknownKeys, type Failure } from './failure.js';
import { partitionOf } from './partition.js';

/** What happened, to which name, and what to do; for a failure that waits for somebody to act. Pure. */
export function explainFailure(failure: Failure, destination: Destination): string {
  const next =
    failure.action === 'PutRetentionPolicy'
      ? 'It is tried again.'
      : 'Events wait in the outbox and are tried again.';
  return `${whatAndFix(failure, destination)} ${next} ${quote(failure)}`;
}

/** What happened, and what to look at where it is known; for a failure that may pass by itself. Pure. */
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

/** Errors about what was in the request: their texts may quote it, and in forms that are not known. */
const ABOUT_CONTENT = /^(InvalidParameter|Validation|Serialization|MalformedHttpRequest)/;

/** Texts of those errors that are known, and hold numbers and names of members alone. */
const KNOWN_TEXT = [
  /^\d+ validation errors? detected: Value '/,
  /^(Upload|Log event) too large: \d+ bytes exceeds limit of \d+$/,
  /^(Log events in a|The batch of log events in a) single PutLogEvents request [a-z0-9 ]+\.$/,
];

/** The error as it may be shown: the service quotes values, and a value may be a record's content. */
export function withoutContent({ name, message }: Error): Error {
  const isKnown = !ABOUT_CONTENT.test(name) || KNOWN_TEXT.some((text) => text.test(message));
  const shown = new Error(isKnown ? withoutValues(message) : '(its text may quote a record)');
  shown.name = name;
  return shown;
}

/** A value may hold anything, quotes too: all from the first value up to where the last one must have ended goes. */
function withoutValues(message: string): string {
  const from = message.indexOf("Value '");
  if (from === -1) return message;
  const to = message.lastIndexOf("' at '");
  return `${message.slice(0, from)}Value '...${to > from ? message.slice(to) : ''}`;
}

function quote(failure: Failure): string {
  const status = failure.status === undefined ? '' : ` (HTTP ${failure.status})`;
  // Only a put has records in it; what is wrong with a creation should be read in full.
  const shown = failure.action === 'PutLogEvents' ? withoutContent(failure.error) : failure.error;
  const isAnswer = failure.status !== undefined && failure.isBeforeRequest !== true;
  return `The ${isAnswer ? 'answer' : 'error'} was ${String(shown)}${status}`;
}

/** What happened, to which name, and what to do. Pure. */
export function whatAndFix(failure: Failure, destination: Destination): string {
  const { action, kind } = failure;
  const where = `log group "${destination.logGroupName}", log stream "${destination.logStreamName}"`;
  if (failure.isBeforeRequest === true) return beforeRequest(failure, where);
  if (failure.isForeign === true) {
    return `${action} failed for ${where} with an answer that is not CloudWatch Logs' own. Check the endpoint, and proxies on the way.`;
  }
  switch (kind) {
    case 'denied':
      return `${action} was refused for ${where}. ${fixOfDenied(failure, destination)}`;
    case 'unconfigured':
      return beforeRequest(failure, where);
    case 'untrusted_certificate':
      return `${action} failed for ${where}: Node does not trust the certificate of the endpoint (${failure.code}). If a proxy or an endpoint of your own has a certificate authority of its own, name its file in NODE_EXTRA_CA_CERTS; else check the endpoint and the clock.`;
    case 'missing':
      return `${whatIsMissing(failure, destination)} Create it: ${commandOf(failure, destination)}.`;
    case 'limit_exceeded':
      return `${action} failed for ${where}: the account has reached its limit. Delete log groups that are not used, or ask AWS to raise the quota.`;
    case 'expired_credentials':
      return `${action} failed for ${where}: the credentials have expired, and asking for new ones did not help. Renew them where the AWS SDK for JavaScript looks for them.`;
    case 'clock_skew':
      return `${action} failed for ${where}: the clock of this machine is too far off, and the AWS SDK could not make up for it. Set the clock.`;
    case 'too_large':
    case 'unreadable':
    case 'invalid':
    case 'invalid_entity':
    case 'unexpected':
      if (failure.status === undefined) return `${action} failed for ${where} without an answer.`;
      return action === 'PutLogEvents'
        ? `${action} failed for ${where} with an answer that is not CloudWatch Logs' own. Check the endpoint, and proxies on the way.`
        : `${action} failed for ${where}. Check the settings in the option logGroup, and the endpoint.`;
    case 'throttled':
    case 'unavailable':
    case 'conflict':
    default:
      return `${action} failed for ${where}.`;
  }
}

/** No request was made: whatever failed is on this side. */
function beforeRequest({ action, error }: Failure, where: string): string {
  const what = `${action} can't be sent for ${where}:`;
  if (/Dynamic require of /.test(error.message)) {
    return `${what} the AWS SDK is CommonJS within a bundle that is an ES module, and has no require there. Give the bundler a banner that makes one (import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);), bundle as CommonJS, or leave @aws-sdk/client-cloudwatch-logs external.`;
  }
  if (error.name === 'SdkNotLoaded') {
    return `${what} the AWS SDK could not be loaded. Install @aws-sdk/client-cloudwatch-logs where this package finds it; in a bundle, leave it external, or bundle it for Node with its built-in modules.`;
  }
  if (error.name === 'EndpointError' || /^Region |^Invalid URL|\bendpoint\b/i.test(error.message)) {
    return `${what} the AWS SDK has no usable region or endpoint. Set AWS_REGION, or pass clientConfig.`;
  }
  return `${what} the AWS SDK has no usable credentials. Put them where the AWS SDK for JavaScript looks for them (a role, a profile, variables), or pass clientConfig; where clientConfig.credentials is set, it is that which failed.`;
}

/** The service says which action it checked: that of a tag, when a group is created with tags. */
export function checkedAction({ action, error }: Failure): string {
  return /not authorized to perform: (\w+:\w+)/.exec(error.message)?.[1] ?? `logs:${action}`;
}

function fixOfDenied(failure: Failure, { logGroupName, logStreamName }: Destination): string {
  if (failure.error.name === 'InvalidParameterException') {
    return 'CloudWatch Logs does not take a name, or the KMS key of the log group: check them.';
  }
  if (hasUnknownKeys(failure)) {
    return 'AWS does not know the credentials in use: check that they are valid, and of this partition.';
  }
  const checked = checkedAction(failure);
  const group = `arn:${partitionOf(failure.region ?? '')}:logs:*:*:log-group:${logGroupName}`;
  const resources: Readonly<Record<string, string>> = {
    'logs:PutLogEvents': `${group}:log-stream:${logStreamName}`,
    'logs:TagResource': group,
  };
  const on = checked.startsWith('logs:') ? ` on ${resources[checked] ?? `${group}:*`}` : '';
  return `Allow ${checked}${on} for the credentials in use, and check that they are valid.`;
}

/** Only what may not be created gets here. */
function whatIsMissing({ action }: Failure, { logGroupName, logStreamName }: Destination): string {
  return action === 'CreateLogGroup'
    ? `The log group "${logGroupName}" does not exist and createLogGroup is off.`
    : `The log group "${logGroupName}", log stream "${logStreamName}" does not exist and createLogStream is off.`;
}

function commandOf({ action }: Failure, { logGroupName, logStreamName }: Destination): string {
  const group = `--log-group-name ${shellQuoted(logGroupName)}`;
  return action === 'CreateLogGroup'
    ? `aws logs create-log-group ${group}`
    : `aws logs create-log-stream ${group} --log-stream-name ${shellQuoted(logStreamName)}`;
}

/** Names may come from callers: none may end the quotes of a command that people copy. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
