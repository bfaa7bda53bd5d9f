import { type Message, messageOf } from '../messages/message.js';
import type { Environment } from '../util/environment.js';

/** Receives one message for the operator. */
export type Warn = (message: Message) => void;

/** The trimmed value; empty if it is not set. */
export function trimmedValue(env: Environment, variable: string): string {
  return env[variable]?.trim() ?? '';
}

/** Names in a comma-separated list, in lower case, without empty names and duplicates. */
export function wordsIn(env: Environment, variable: string): string[] {
  const names = trimmedValue(env, variable)
    .split(',')
    .map((name) => name.trim().toLowerCase());
  return [...new Set(names)].filter((name) => name !== '');
}

/** The default where it is not set, or is neither true nor false. */
export function flagOf(env: Environment, variable: string, warn: Warn, byDefault = false): boolean {
  const text = trimmedValue(env, variable).toLowerCase();
  if (text === 'true' || text === 'false') return text === 'true';
  if (text !== '') warn(invalid(variable, 'true or false', text, `It counts as ${byDefault}.`));
  return byDefault;
}

/** Warns of a value that is ignored. */
export function invalid(
  variable: string,
  expected: string,
  value: string,
  result = 'register ignores it.',
): Message {
  return messageOf('CWL_SETTING_INVALID', { variable, expected, value: `"${value}"`, result });
}
