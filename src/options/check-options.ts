import { CodedTypeError, messageOf } from '../messages/message.js';
import type { CloudWatchLogRecordProcessorOptions, LogGroupOptions } from './options.js';
import { quote } from '../util/quote.js';
import { isNonArrayObject, mistake } from './checks.js';
import type { Check } from './checks.js';
import { closestName } from './closest-name.js';
import { describe } from './describe.js';
import {
  BUDGET_RULES,
  enoughForDisk,
  ERROR_CONTEXT_RULES,
  LOG_GROUP_RULES,
  OUTBOX_RULES,
  RULES,
} from './rules.js';

const NESTED_RULES = {
  logGroup: LOG_GROUP_RULES,
  errorContext: ERROR_CONTEXT_RULES,
  budget: BUDGET_RULES,
  outbox: OUTBOX_RULES,
};

/** Where an unknown name may belong; options of the client are often tried at the top level. */
const KNOWN_PATHS: readonly string[] = [
  ...Object.keys(RULES),
  ...Object.entries(NESTED_RULES).flatMap(([path, rules]) =>
    Object.keys(rules).map((name) => `${path}.${name}`),
  ),
  ...['region', 'endpoint', 'credentials'].map((name) => `clientConfig.${name}`),
];

/** The class that receives the options. */
export type OptionsOwner = 'CloudWatchLogRecordExporter' | 'CloudWatchLogRecordProcessor';

/**
 * Reads each option once and checks it: a getter cannot change the returned copy later.
 * Throws one TypeError that lists all mistakes.
 */
export function checkOptions(options: unknown, owner: OptionsOwner): CloudWatchLogRecordProcessorOptions {
  const given: CloudWatchLogRecordProcessorOptions = {};
  if (options === undefined) return given;
  const mistakes = readInto(given, '', options, RULES);
  if (given.client !== undefined && given.clientConfig !== undefined) {
    mistakes.push(mistake('clientConfig', 'nothing when client is given', 'both'));
  }
  if (given.scheduledDelayMillis !== undefined && owner === 'CloudWatchLogRecordExporter') {
    mistakes.push(mistake('scheduledDelayMillis', 'it at the processor, which waits', 'it at the exporter'));
  }
  for (const [name, rules] of Object.entries(NESTED_RULES)) {
    const value: unknown = Reflect.get(given, name);
    if (!isNonArrayObject(value)) continue;
    const read = {};
    mistakes.push(...readInto(read, name, value, rules));
    Reflect.set(given, name, read);
  }
  const { budget, outbox } = given;
  if (isNonArrayObject(budget) && budget.bytesPerHour === undefined) {
    mistakes.push(...BUDGET_RULES.bytesPerHour('budget.bytesPerHour', undefined));
  }
  if (isNonArrayObject(outbox) && outbox.directory !== undefined && typeof outbox.maxBytes === 'number') {
    mistakes.push(...enoughForDisk('outbox.maxBytes', outbox.maxBytes));
  }
  if (mistakes.length > 0) {
    throw new CodedTypeError(messageOf('CWL_OPTIONS_INVALID', { owner, mistakes: mistakes.join('\n') }));
  }
  return given;
}

/** The settings of a group, each read once, and what is wrong with them. */
export function checkLogGroup(value: unknown): {
  readonly logGroup: LogGroupOptions;
  readonly mistakes: readonly string[];
} {
  const logGroup: LogGroupOptions = {};
  return { logGroup, mistakes: readInto(logGroup, 'logGroup', value, LOG_GROUP_RULES) };
}

/** Copies the members that the rules name, each read once, and returns the mistakes. */
function readInto<Options extends object>(
  target: Options,
  path: string,
  value: unknown,
  rules: Readonly<Record<keyof Options & string, Check>>,
): string[] {
  if (!isNonArrayObject(value))
    return [mistake(path === '' ? 'options' : path, 'an object', describe(value))];
  const mistakes: string[] = [];
  for (const [name, check] of Object.entries<Check>(rules)) {
    const memberPath = path === '' ? name : `${path}.${name}`;
    try {
      const member: unknown = Reflect.get(value, name);
      if (member === undefined) continue;
      Reflect.set(target, name, member);
      mistakes.push(...check(memberPath, member));
    } catch {
      mistakes.push(mistake(memberPath, 'a value that can be read', 'one that throws'));
    }
  }
  return [...mistakes, ...unknownNames(value, Object.keys(rules)).map((name) => unknownName(path, name))];
}

function unknownNames(value: object, known: readonly string[]): string[] {
  try {
    return Object.keys(value).filter((name) => !known.includes(name));
  } catch {
    // Its names cannot be listed; the known ones were read above.
    return [];
  }
}

function unknownName(path: string, name: string): string {
  const shown = /^[\w$]{1,64}$/.test(name) ? name : quote(name);
  // Of two equally close names, the one of the same object is meant.
  const siblings = KNOWN_PATHS.filter((known) => known.startsWith(`${path}.`));
  const closest = closestName(name, [...siblings, ...KNOWN_PATHS]) ?? '';
  return mistake(
    path === '' ? shown : `${path}.${shown}`,
    `the name of an option (the closest is ${closest})`,
    'an unknown one',
  );
}
