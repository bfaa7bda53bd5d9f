import { CodedTypeError, messageOf } from '../messages/message.js';
import type {
  BudgetOptions,
  CloudWatchLogRecordProcessorOptions,
  ErrorContextOptions,
  LogGroupOptions,
  OutboxOptions,
} from './options.js';
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

/** Where an unknown name may belong; options of the client are often tried at the top level. */
const KNOWN_PATHS: readonly string[] = [
  ...Object.keys(RULES),
  ...Object.keys(LOG_GROUP_RULES).map((name) => `logGroup.${name}`),
  ...Object.keys(ERROR_CONTEXT_RULES).map((name) => `errorContext.${name}`),
  ...Object.keys(BUDGET_RULES).map((name) => `budget.${name}`),
  ...Object.keys(OUTBOX_RULES).map((name) => `outbox.${name}`),
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
  if (isNonArrayObject(given.logGroup)) {
    const { logGroup, mistakes: wrong } = checkLogGroup(given.logGroup);
    mistakes.push(...wrong);
    given.logGroup = logGroup;
  }
  if (isNonArrayObject(given.errorContext)) {
    const errorContext: ErrorContextOptions = {};
    mistakes.push(...readInto(errorContext, 'errorContext', given.errorContext, ERROR_CONTEXT_RULES));
    given.errorContext = errorContext;
  }
  if (isNonArrayObject(given.budget)) {
    const budget: Partial<BudgetOptions> = {};
    mistakes.push(...readInto(budget, 'budget', given.budget, BUDGET_RULES));
    const { bytesPerHour } = budget;
    if (bytesPerHour === undefined)
      mistakes.push(...BUDGET_RULES.bytesPerHour('budget.bytesPerHour', undefined));
    else given.budget = { ...budget, bytesPerHour };
  }
  if (isNonArrayObject(given.outbox)) {
    const outbox: OutboxOptions = {};
    mistakes.push(...readInto(outbox, 'outbox', given.outbox, OUTBOX_RULES));
    given.outbox = outbox;
    if (outbox.directory !== undefined && typeof outbox.maxBytes === 'number') {
      mistakes.push(...enoughForDisk('outbox.maxBytes', outbox.maxBytes));
    }
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
