import type { MessageEntry } from './entry.js';

/** Messages about options in code and in the environment. */
export const OPTIONS_MESSAGES = {
  CWL_OPTIONS_INVALID: {
    text: 'Invalid options of {owner}:\n{mistakes}',
    cause:
      'An option is unknown, has the wrong type, or is out of its range. The constructor throws this error.',
    fix: '',
  },
  CWL_VARIABLE_INVALID: {
    text: '{variable}: {problem}. The exporter ignores the variable.',
    cause: 'The value of an environment variable is not valid. A mistake there does not stop a service.',
    fix: '',
  },
  CWL_VARIABLE_ENTRY_INVALID: {
    text: '{variable}: {problem}. The exporter ignores this entry of the list, and uses the others.',
    cause:
      'One entry of a list in an environment variable is not valid. A mistake there does not stop a service.',
    fix: '',
  },
  CWL_VARIABLE_UNKNOWN: {
    text: '{variable} is not a variable of the exporter, which ignores it. The closest name is {closest}.',
    cause: 'The name of an environment variable is misspelled, or belongs to another version.',
    fix: '',
  },
  CWL_LAMBDA_CALLBACK: {
    text: 'flushAfter does not support a handler that answers through its callback.',
    cause:
      'The function flushAfter awaits the promise of the handler, then flushes. The Lambda runtime for Node 24 has no callbacks.',
    fix: 'Make the handler async.',
  },
  CWL_ERROR_CONTEXT_EMPTY: {
    text: 'errorContext has nothing to hold: no option leaves out records of its level.',
    cause:
      'The error context holds records that minSeverity or traceBased leaves out, at or above errorContext.minSeverity.',
    fix: 'Set minSeverity to a higher level, for instance to INFO.',
  },
  CWL_BUDGET_NOT_SET: {
    text: 'budget.minSeverity has no effect: budget.bytesPerHour is not set.',
    cause: 'A budget begins with the bytes that may be sent in an hour.',
    fix: 'Set budget.bytesPerHour (OTEL_EXPORTER_CLOUDWATCH_BUDGET_BYTES_PER_HOUR).',
  },
  CWL_LOG_GROUP_FUNCTION_FAILED: {
    text: 'The logGroup function, for "{logGroupName}": {what}. The exporter creates the group without its settings.',
    cause: 'The function that the application passed throws, or gives settings that are not valid.',
    fix: 'Correct the function.',
  },
  CWL_LOG_GROUP_CLASS_UNKNOWN: {
    text: 'logGroup.logGroupClass {name} is none of {classes}. The exporter sends it as it is, and CloudWatch Logs decides.',
    cause: 'The class is misspelled, or newer than this version of the exporter.',
    fix: 'Check the name: the class of a log group can never be changed.',
  },
} as const satisfies Readonly<Record<string, MessageEntry>>;
