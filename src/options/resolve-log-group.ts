import { type Message, messageOf } from '../messages/message.js';
import { ignoreRejection, isPromise } from '../util/ignore-rejection.js';
import { checkLogGroup } from './check-options.js';
import { unknownClassWarning } from './log-group-checks.js';
import type { LogGroupFunction, LogGroupOptions } from './options.js';

/** Warnings about results of a function, so that very many names cause no flood of warnings. */
const MAX_WARNINGS = 100;

/** The settings of groups; each setting in code overrides the one of the environment. */
export function resolveLogGroup(
  given: LogGroupOptions | LogGroupFunction | undefined,
  fromEnv: LogGroupOptions,
  warn: (message: Message) => void,
): LogGroupOptions | LogGroupFunction {
  const warned = new Set<string>();
  const warnOnce = (message: Message): void => {
    if (warned.has(message.text) || warned.size >= MAX_WARNINGS) return;
    warned.add(message.text);
    warn(message);
  };
  if (typeof given !== 'function') return merged(given, fromEnv, warn);
  return (logGroupName) => merged(settingsFor(logGroupName, given, warnOnce), fromEnv, warnOnce);
}

function merged(
  given: LogGroupOptions | undefined,
  fromEnv: LogGroupOptions,
  warn: (message: Message) => void,
): LogGroupOptions {
  const { tags, ...logGroup } = { ...fromEnv, ...given };
  const warning = unknownClassWarning(logGroup);
  if (warning !== undefined) warn(warning);
  return { ...logGroup, ...(tags && { tags: { ...tags } }) };
}

/** The application's function may do anything; a group without some settings is better than lost events. */
function settingsFor(
  logGroupName: string,
  give: LogGroupFunction,
  warn: (message: Message) => void,
): LogGroupOptions {
  const complain = (what: string): void =>
    warn(messageOf('CWL_LOG_GROUP_FUNCTION_FAILED', { logGroupName, what }));
  let answer: unknown;
  try {
    answer = give(logGroupName);
  } catch {
    complain('it threw');
    return {};
  }
  if (isPromise(answer)) {
    ignoreRejection(answer);
    complain('it gave a promise, not an object');
    return {};
  }
  const { logGroup, mistakes } = checkLogGroup(answer);
  for (const mistake of mistakes) {
    complain(mistake);
    const [, member = ''] = /^logGroup\.(\w+)/.exec(mistake) ?? [];
    Reflect.deleteProperty(logGroup, member);
  }
  return logGroup;
}
