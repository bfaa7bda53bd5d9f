import type { MessageEntry } from './entry.js';

/** Messages of the command line alone; for the rest, `check` uses the messages of the exporter. */
export const COMMAND_LINE_MESSAGES = {
  CWL_USAGE: {
    text: '{problem}.',
    cause: 'The command line has an unknown command, option or value. The exit code is 2.',
    fix: 'See: npx opentelemetry-exporter-cloudwatch-logs {command} --help',
  },
  CWL_COMMAND_UNKNOWN: {
    text: 'No command is named "{name}".',
    cause: 'The command is misspelled. The exit code is 2.',
    fix: '',
  },
  CWL_ENDPOINT_INVALID: {
    text: 'The endpoint is not usable.',
    cause: 'The value of a variable, or of --endpoint, is not a URL.',
    fix: 'Check AWS_ENDPOINT_URL_CLOUDWATCH_LOGS, AWS_ENDPOINT_URL and --endpoint: it begins with https:// or http://.',
  },
  CWL_THROTTLED: {
    text: 'CloudWatch Logs throttles {action}.',
    cause: 'The account exceeds its quota of calls a second. The exporter retries with backoff.',
    fix: 'Try again later.',
  },
  CWL_CONFLICT: {
    text: '{action} conflicts with another call on the same log group.',
    cause: 'Another process changes the log group, or the group does not exist yet. The exporter retries.',
    fix: 'Try again.',
  },
  CWL_NO_GOOD_ANSWER: {
    text: '{action} got no valid answer from {endpoint}.',
    cause: 'The endpoint is wrong or fails, or a proxy or firewall answers instead of it.',
    fix: 'Check the endpoint {endpoint} and the network: proxy, VPC endpoint, security group.',
  },
  CWL_POLICY_DENIES: {
    text: 'A policy denies {action} whatever permissions the credentials have.',
    cause:
      'A service control policy, a permissions boundary, a session policy, the policy of a VPC endpoint, or a KMS key policy denies the call.',
    fix: 'Ask the owner of the policy that the answer names to allow the call.',
  },
  CWL_EVENT_NOT_KEPT: {
    text: 'CloudWatch Logs accepted the call and dropped the event.',
    cause:
      'The time of the event is outside the range that CloudWatch Logs or the retention of the log group allows.',
    fix: 'Check the clock of this machine, and the retention of the log group.',
  },
  CWL_FORMAT_EMPTY: {
    text: 'The format gives no text for the event of this check.',
    cause: 'A format function skips the record.',
    fix: 'Check the format option.',
  },
} as const satisfies Readonly<Record<string, MessageEntry>>;
