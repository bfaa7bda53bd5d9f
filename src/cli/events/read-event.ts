import { beginningOf } from '../../util/beginning-of.js';
import { isObject } from '../../util/is-object.js';
import { textOf } from '../../util/text-of.js';

/** Severities as the page and the terminal show them; `none` for events without one. */
export const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'none'] as const;
export type Level = (typeof LEVELS)[number];

/** The parts of an event that people read, whatever format it was written in. */
export interface EventText {
  readonly level: Level;
  /** The severity text of the logger. */
  readonly levelText: string;
  readonly text: string;
  readonly traceId?: string;
  /** The name of the logger, if the format has it. */
  readonly scope?: string;
  /** `exception.type: exception.message`, as far as they exist and the text does not contain them. */
  readonly exception?: string;
}

/** Reads the formats `otlp` and `flat`; anything else is text. Pure. Never throws. */
export function readEvent(message: string): EventText {
  const event = parseObject(message);
  if (event === undefined) return { level: 'none', levelText: '', text: message };
  const levelText = wordOf(event['severityText']) ?? wordOf(event['level']) ?? '';
  const body = event['body'] ?? event['message'] ?? event['eventName'];
  const traceId = wordOf(event['traceId']);
  const scope = isObject(event['scope']) ? wordOf(event['scope']['name']) : undefined;
  const text = errorOf(body) ?? textOf(body) ?? jsonOf(body) ?? message;
  // The format `flat` has the attributes beside the message.
  // In the format flat, a list with this name is an attribute of the record.
  const { attributes } = event;
  const exception = exceptionOf(isObject(attributes) && !Array.isArray(attributes) ? attributes : event);
  const level = levelOfNumber(event['severityNumber']) ?? levelOfText(levelText);
  return {
    level,
    levelText: levelText === '' && level !== 'none' ? level : levelText,
    text,
    ...(traceId !== undefined && { traceId }),
    ...(scope !== undefined && { scope }),
    ...(exception !== undefined && !text.includes(exception) && { exception }),
  };
}

function exceptionOf(attributes: Readonly<Record<string, unknown>>): string | undefined {
  const type = wordOf(attributes['exception.type']);
  const message = shortOf(attributes['exception.message'], MAX_EXCEPTION_CHARS);
  const parts = [type, message].filter((part) => part !== undefined && part !== '');
  return parts.length === 0 ? undefined : parts.join(': ');
}

/** A record body that is an error, in short: without its stack. */
function errorOf(body: unknown): string | undefined {
  if (!isObject(body) || textOf(body['stacktrace']) === undefined) return undefined;
  return exceptionOf({ 'exception.type': body['type'], 'exception.message': body['message'] });
}

/** What is kept beside the text is short, however long the value in the event is. */
const MAX_WORD_CHARS = 64;
const MAX_EXCEPTION_CHARS = 500;

function wordOf(value: unknown): string | undefined {
  return shortOf(value, MAX_WORD_CHARS);
}

function shortOf(value: unknown, maxLength: number): string | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : beginningOf(text, maxLength);
}

/** OpenTelemetry's severity numbers: four for each level, from TRACE to FATAL. */
function levelOfNumber(value: unknown): Level | undefined {
  if (typeof value !== 'number' || value < 1 || value > 24) return undefined;
  return (['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const)[Math.ceil(value / 4) - 1];
}

const LEVEL_OF_TEXT: readonly (readonly [RegExp, Level])[] = [
  [/^(fatal|crit|alert|emerg|panic)/i, 'fatal'],
  [/^err/i, 'error'],
  [/^warn/i, 'warn'],
  [/^(info|notice|http)/i, 'info'],
  [/^(debug|verbose)/i, 'debug'],
  [/^(trace|silly)/i, 'trace'],
];

function levelOfText(text: string): Level {
  return LEVEL_OF_TEXT.find(([pattern]) => pattern.test(text))?.[1] ?? 'none';
}

/** Undefined for an empty value, and for one that is nested too deeply to be written. */
function jsonOf(value: unknown): string | undefined {
  try {
    return value === undefined || value === null ? undefined : JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
