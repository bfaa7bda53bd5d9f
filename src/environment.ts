import { wordList } from './options/checks.js';
import { RETENTION_DAYS } from './options/log-group-checks.js';
import { COMPRESSIONS, FORMATS, isSelection, RESOURCE_SELECTIONS } from './options/rules.js';
import type { Compression, ResourceSelection } from './options.js';
import { parseTemplate } from './route/parse-template.js';
import { quote } from './route/quote.js';
import type { Template, TemplateKind } from './route/template.js';

/** What the environment sets; what it does not set, or sets wrongly, is not there. */
export interface EnvironmentOptions {
  readonly logGroupName?: Template;
  readonly logStreamName?: Template;
  readonly retentionInDays?: number;
  readonly format?: (typeof FORMATS)[number];
  readonly resource?: ResourceSelection;
  readonly compression?: Compression;
}

const PREFIX = 'OTEL_EXPORTER_CLOUDWATCH_';

/** Reads a text; throws an Error that says what was expected. */
type Reader<T> = (text: string) => T;

type Readers = {
  readonly [Name in keyof Required<EnvironmentOptions>]: readonly [
    variable: string,
    read: Reader<Required<EnvironmentOptions>[Name]>,
  ];
};

const READERS: Readers = {
  logGroupName: ['LOG_GROUP_NAME', template('logGroupName')],
  logStreamName: ['LOG_STREAM_NAME', template('logStreamName')],
  retentionInDays: ['LOG_GROUP_RETENTION_IN_DAYS', readRetention],
  format: ['FORMAT', word(FORMATS)],
  resource: ['RESOURCE', readSelection],
  compression: ['COMPRESSION', word(COMPRESSIONS)],
};

/** Reads the variables; a mistake there is no reason to stop a service, so it is warned of and ignored. */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  warn: (message: string) => void,
): EnvironmentOptions {
  function read<T>([variable, reader]: readonly [string, Reader<T>]): T | undefined {
    const name = `${PREFIX}${variable}`;
    const text = env[name]?.trim() ?? '';
    if (text === '') return undefined;
    try {
      return reader(text);
    } catch (error) {
      warn(`${name}: ${error instanceof Error ? error.message : String(error)}; it is ignored`);
      return undefined;
    }
  }

  return {
    logGroupName: read(READERS.logGroupName),
    logStreamName: read(READERS.logStreamName),
    retentionInDays: read(READERS.retentionInDays),
    format: read(READERS.format),
    resource: read(READERS.resource),
    compression: read(READERS.compression),
  };
}

function template(kind: TemplateKind): Reader<Template> {
  return (text) => parseTemplate(text, kind);
}

function word<Word extends string>(words: readonly Word[]): Reader<Word> {
  return (text) => {
    const found = words.find((known) => known === text.toLowerCase());
    if (found === undefined) throw new Error(`expected ${wordList(words)}, got ${quote(text)}`);
    return found;
  };
}

function readRetention(text: string): number {
  const days = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!RETENTION_DAYS.includes(days)) {
    throw new Error(`expected one of ${RETENTION_DAYS.join(', ')}, got ${quote(text)}`);
  }
  return days;
}

function readSelection(text: string): ResourceSelection {
  const known = RESOURCE_SELECTIONS.find((selection) => selection === text.toLowerCase());
  if (known !== undefined) return known;
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0 || !isSelection(names)) {
    throw new Error(
      `expected ${wordList(RESOURCE_SELECTIONS)} or names parted by commas, of which k8s.* is a prefix, ` +
        `got ${quote(text)}`,
    );
  }
  return names;
}
