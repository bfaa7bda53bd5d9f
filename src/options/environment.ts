import { type Message, messageOf } from '../messages/message.js';
import type { Check } from './checks.js';
import { wordList } from './checks.js';
import { scopePattern } from './severity-checks.js';
import { closestName } from './closest-name.js';
import { knownClass, RETENTION_DAYS } from './log-group-checks.js';
import {
  BUDGET_RULES,
  COMPRESSIONS,
  FORMATS,
  isSelection,
  LOG_GROUP_RULES,
  OMITTED_MEMBERS,
  OUTBOX_RULES,
  OVERSIZED_EVENTS,
  redactPath,
  RESOURCE_SELECTIONS,
  RULES,
  WHEN_FULL,
} from './rules.js';
import type { CloudWatchLogRecordExporterOptions } from './options.js';
import { whyNotDurable } from './durable-support.js';
import { whyNotSafe } from './safe-directory.js';
import { parseTemplate } from './name-template/parse-template.js';
import { SEVERITY_LEVELS, type SeverityLevel } from '../events/severity.js';
import type { Environment } from '../util/environment.js';
import { errorMessage } from '../util/errors.js';
import { quote } from '../util/quote.js';
import type { Template, TemplateKind } from './name-template/template.js';

type Given = CloudWatchLogRecordExporterOptions;

/** The options that a string can express; those that are not set, or are invalid, are missing. */
export type EnvironmentOptions = ReturnType<typeof readEnvironment>;

const PREFIX = 'OTEL_EXPORTER_CLOUDWATCH_';

/** Variables of the zero-code entry, which are not options. */
const READ_BY_REGISTER = ['CONSOLE', 'SELF_METRICS', 'UNCAUGHT_EXCEPTIONS'] as const;

/** Parses a text; throws an Error that says what was expected. */
type Reader<T> = (text: string) => T;

/** Reads the variables. A mistake must not stop a service, so it causes a warning and is ignored. */
export function readEnvironment(env: Environment, warn: (message: Message) => void) {
  const known = READ_BY_REGISTER.map((variable) => `${PREFIX}${variable}`);

  function read<T>(variable: string, reader: Reader<T>): T | undefined {
    const name = `${PREFIX}${variable}`;
    known.push(name);
    const text = env[name]?.trim() ?? '';
    if (text === '') return undefined;
    try {
      return reader(text);
    } catch (error) {
      warn(messageOf('CWL_VARIABLE_INVALID', { variable: name, problem: errorMessage(error) }));
      return undefined;
    }
  }

  /** A list of which only invalid entries are ignored: a mistake in one name must not turn off the others. */
  function readList<T>(variable: string, reader: Reader<T>): readonly T[] | undefined {
    const right = read(variable, (text) =>
      namesIn(text).flatMap((name) => {
        try {
          return [reader(name)];
        } catch (error) {
          warn(
            messageOf('CWL_VARIABLE_ENTRY_INVALID', {
              variable: `${PREFIX}${variable}`,
              problem: errorMessage(error),
            }),
          );
          return [];
        }
      }),
    );
    return right?.length === 0 ? undefined : right;
  }

  const options = {
    ...whatIsSet({
      logGroupName: read('LOG_GROUP_NAME', template('logGroupName')),
      logStreamName: read('LOG_STREAM_NAME', template('logStreamName')),
      createLogGroup: read('CREATE_LOG_GROUP', readFlag),
      createLogStream: read('CREATE_LOG_STREAM', readFlag),
      format: read('FORMAT', word(FORMATS)),
      resource: read('RESOURCE', readSelection),
      omit: readList('OMIT', word(OMITTED_MEMBERS)),
      redact: readList('REDACT', checked(redactPath, asText)),
      minSeverity: levelsOf(readList('MIN_SEVERITY', readLevel)),
      traceBased: read('TRACE_BASED', readFlag),
      errorContext: contextOf(read('ERROR_CONTEXT', word(SEVERITY_LEVELS))),
      maxBatchBytes: read('MAX_BATCH_BYTES', checked(RULES.maxBatchBytes, asNumber)),
      maxBatchCount: read('MAX_BATCH_COUNT', checked(RULES.maxBatchCount, asNumber)),
      maxEventBytes: read('MAX_EVENT_BYTES', checked(RULES.maxEventBytes, asNumber)),
      oversizedEvents: read('OVERSIZED_EVENTS', word(OVERSIZED_EVENTS)),
      maxConcurrentRequests: read('MAX_CONCURRENT_REQUESTS', checked(RULES.maxConcurrentRequests, asNumber)),
      maxStreams: read('MAX_STREAMS', checked(RULES.maxStreams, asNumber)),
      requestTimeoutMillis: read('REQUEST_TIMEOUT_MILLIS', checked(RULES.requestTimeoutMillis, asNumber)),
      flushTimeoutMillis: read('FLUSH_TIMEOUT_MILLIS', checked(RULES.flushTimeoutMillis, asNumber)),
      exitTimeoutMillis: read('EXIT_TIMEOUT_MILLIS', checked(RULES.exitTimeoutMillis, asNumber)),
      compression: read('COMPRESSION', word(COMPRESSIONS)),
      entity: read('ENTITY', readFlag),
      lossNotices: read('LOSS_NOTICES', readFlag),
    }),
    logGroup: whatIsSet({
      retentionInDays: read('LOG_GROUP_RETENTION_IN_DAYS', readRetention),
      tags: read('LOG_GROUP_TAGS', readTags),
      kmsKeyId: read('LOG_GROUP_KMS_KEY_ID', checked(LOG_GROUP_RULES.kmsKeyId, asText)),
      logGroupClass: read('LOG_GROUP_CLASS', knownClass),
      deletionProtectionEnabled: read('LOG_GROUP_DELETION_PROTECTION_ENABLED', readFlag),
    }),
    budget: whatIsSet({
      bytesPerHour: read('BUDGET_BYTES_PER_HOUR', checked(BUDGET_RULES.bytesPerHour, asNumber)),
      minSeverity: read('BUDGET_MIN_SEVERITY', word(SEVERITY_LEVELS)),
    }),
    outbox: whatIsSet({
      directory: read('OUTBOX_DIRECTORY', readDirectory),
      maxBytes: read('OUTBOX_MAX_BYTES', checked(OUTBOX_RULES.maxBytes, asNumber)),
      whenFull: read('OUTBOX_WHEN_FULL', word(WHEN_FULL)),
    }),
  };
  for (const name of Object.keys(env)) {
    if (!name.startsWith(PREFIX) || known.includes(name)) continue;
    warn(messageOf('CWL_VARIABLE_UNKNOWN', { variable: name, closest: closestName(name, known) ?? '' }));
  }
  return options;
}

/** Leaves out what is not set, so that it overrides no default when it is spread. */
function whatIsSet<Options extends object>(options: Options): Partial<Options> {
  const set: Partial<Options> = { ...options };
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) Reflect.deleteProperty(set, name);
  }
  return set;
}

function template(kind: TemplateKind): Reader<Template> {
  return (text) => parseTemplate(text, kind);
}

function word<Word extends string>(words: readonly Word[]): Reader<Word> {
  return (text) => {
    const found = words.find((known) => known.toLowerCase() === text.toLowerCase());
    if (found === undefined) throw new Error(`expected ${wordList(words)}, got ${quote(text)}`);
    return found;
  };
}

/** Checks the value like the option itself. */
function checked<T>(check: Check, parse: Reader<T>): Reader<T> {
  return (text) => {
    const value = parse(text);
    const [wrong] = check('', value);
    // The path is that of the option; the name of the variable replaces it.
    if (wrong !== undefined) throw new Error(wrong.replace(/^.*?: (?=expected )/, ''));
    return value;
  };
}

function asText(text: string): string {
  return text;
}

function asNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`expected an integer, got ${quote(text)}`);
  return Number(text);
}

/** `INFO` for all scopes, or `http.*=WARN`. */
function readLevel(text: string): readonly [scope: string, level: SeverityLevel] {
  const at = text.lastIndexOf('=');
  const scope = at === -1 ? 'default' : checked(scopePattern, asText)(text.slice(0, at).trim());
  return [scope, word(SEVERITY_LEVELS)(text.slice(at + 1).trim())];
}

function levelsOf(levels: readonly (readonly [string, SeverityLevel])[] | undefined): Given['minSeverity'] {
  return levels && Object.fromEntries(levels);
}

function contextOf(minSeverity: SeverityLevel | undefined): Given['errorContext'] {
  return minSeverity && { minSeverity };
}

/** OpenTelemetry's booleans, but a value that is neither true nor false causes a warning. */
function readFlag(text: string): boolean {
  return word(['true', 'false'])(text) === 'true';
}

/** `team=shop,stage=prod`: a tag cannot contain a comma. Its value may be private and is never shown. */
function readTags(text: string): Record<string, string> {
  const entries = text
    .split(',')
    .filter((entry) => entry.trim() !== '')
    .map((entry): [string, string] => {
      const at = entry.indexOf('=');
      if (at < 1)
        throw new Error('expected key=value, separated by commas, got a part without a key or a "="');
      return [entry.slice(0, at).trim(), entry.slice(at + 1).trim()];
    });
  return checked(LOG_GROUP_RULES.tags, () => Object.fromEntries(entries))(text);
}

/** An unsupported version of Node, or an unsafe directory, must not stop a service either. */
function readDirectory(text: string): string {
  const directory = checked(OUTBOX_RULES.directory, asText)(text);
  const why = whyNotDurable() ?? whyNotSafe(directory);
  if (why !== undefined) throw new Error(why.replace(/^.*?: (?=expected )/, ''));
  return directory;
}

function readRetention(text: string): number {
  const days = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!RETENTION_DAYS.includes(days)) {
    throw new Error(`expected one of ${RETENTION_DAYS.join(', ')}, got ${quote(text)}`);
  }
  return days;
}

function readSelection(text: string): Required<Given>['resource'] {
  const known = RESOURCE_SELECTIONS.find((selection) => selection === text.toLowerCase());
  if (known !== undefined) return known;
  const names = namesIn(text);
  if (names.length === 0 || !isSelection(names)) {
    throw new Error(
      `expected ${wordList(RESOURCE_SELECTIONS)} or names separated by commas, of which k8s.* is a prefix, ` +
        `got ${quote(text)}`,
    );
  }
  return names;
}

function namesIn(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
