import type { MessageEntry } from './entry.js';

/** Messages about records before the outbox: names, events, and records that are left out. */
export const RECORD_MESSAGES = {
  CWL_NAME_VALUE_MISSING: {
    text: '{placeholder} in a name has no value{where}. The exporter writes "unknown" instead. {available}',
    cause: 'The resource or the records lack an attribute that the template of a name uses.',
    fix: 'Add the attribute, or give the template a default.',
  },
  CWL_SERVICE_NAME_MISSING: {
    text: 'service.name is {value}, which counts as missing in names.',
    cause: 'OpenTelemetry sets unknown_service where no name is given.',
    fix: 'Set OTEL_SERVICE_NAME, or service.name in the resource.',
  },
  CWL_NAME_FUNCTION_FAILED: {
    text: 'The {option} function {what}. The exporter writes the name as "unknown".',
    cause: 'The function that the application passed throws, or gives no usable name.',
    fix: 'Correct the function.',
  },
  CWL_TOO_MANY_STREAMS: {
    text: 'More than maxStreams ({maxStreams}) log streams have pending events or were used in the last hour. In further names the exporter writes "overflow" for values of attributes.* and of functions.',
    cause: 'A name contains an attribute with many different values, such as a request id.',
    fix: 'Use attributes with few values in names, or raise maxStreams.',
  },
  CWL_TOO_MANY_GROUPS: {
    text: 'The limit of {maxGroups} log groups named by record attributes is reached: all have pending events or were used in the last hour. In further group names the exporter writes "overflow" for values of attributes.*.',
    cause: 'A group name contains an attribute with many different values.',
    fix: 'Use attributes with few values in logGroupName.',
  },
  CWL_TIME_NOT_ACCEPTED: {
    text: 'CloudWatch Logs accepts no event that is more than 14 days old or more than 2 hours ahead. The exporter sends such a record with its observed time, and keeps the original time in timeUnixNano.',
    cause: 'Timestamps are not in milliseconds, or the clock they come from is wrong.',
    fix: 'Check the timestamps of the records.',
  },
  CWL_RECORD_NOT_ENCODED: {
    text: 'A record could not be encoded.',
    cause: 'A getter, a proxy or a toJSON of a value in the record threw an error.',
    fix: 'See the cause of the error.',
  },
  CWL_NAMES_NOT_READ: {
    text: 'The names for a record could not be read.',
    cause:
      'A getter or a proxy in the record threw an error when the exporter read its severity or its names.',
    fix: 'See the cause of the error.',
  },
  CWL_EVENTS_NOT_JOINED: {
    text: 'Events could not be put together for the outbox.',
    cause: 'The process has no memory left for the block of events.',
    fix: 'See the cause of the error.',
  },
  CWL_FORMAT_FUNCTION_FAILED: {
    text: 'The format function {what}. The exporter drops the record.',
    cause: 'The function that the application passed throws, or gives no text.',
    fix: 'Correct the function: it gives a string, or undefined for a record that is not to be sent.',
  },
  CWL_EVENT_DROPPED: {
    text: 'An event of {bytes} bytes is over maxEventBytes ({maxEventBytes}). The exporter drops it.',
    cause: 'CloudWatch Logs accepts no event above 1 MiB, and oversizedEvents is "drop".',
    fix: 'Log less in one record, or set oversizedEvents to "split" or "truncate".',
  },
  CWL_EVENT_OVERSIZED: {
    text: 'An event of {bytes} bytes is over maxEventBytes ({maxEventBytes}). The exporter {result}.',
    cause: 'CloudWatch Logs accepts no event above 1 MiB.',
    fix: 'Log less in one record.',
  },
  CWL_RECORD_SHORTENED: {
    text: 'A record was too large: the exporter left out a part of it and wrote "[Truncated]" there.',
    cause: 'A value is very long, deeply nested, or endless.',
    fix: 'Log less in one record.',
  },
  CWL_BUDGET_SPENT: {
    text: 'budget.bytesPerHour ({bytesPerHour}) is spent. The exporter leaves out records below budget.minSeverity until the hour is over.',
    cause: 'The process logs more than the budget allows.',
    fix: 'Raise the budget, or raise minSeverity.',
  },
  CWL_BUDGET_RETURNED: {
    text: 'The budget left out {records} from {from} to {to}.',
    cause: 'The hour of the budget is over, and the exporter sends all records again; or it was shut down.',
    fix: '',
  },
  CWL_NOT_SENT: {
    text: 'Left out, as the options say: {records}.',
    cause: 'The options minSeverity, traceBased, budget or errorContext left records out.',
    fix: '',
  },
  CWL_VOLUME: {
    text: 'CloudWatch Logs accepted {bytes} bytes of events in {seconds} s: at that rate {gigabytes} GB a day.',
    cause: 'The exporter reports the volume at shutdown, so that you can estimate the cost.',
    fix: '',
  },
} as const satisfies Readonly<Record<string, MessageEntry>>;
