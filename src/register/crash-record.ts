import { FATAL_NUMBER } from '../events/severity.js';

const ORIGINS = {
  uncaughtException: 'Uncaught exception',
  unhandledRejection: 'Unhandled rejection',
} as const;

/** The origin of an exception that ends the process. */
export type CrashOrigin = keyof typeof ORIGINS;

/** The record as loggers of both SDK lines accept it. */
export interface CrashRecord {
  readonly severityNumber: number;
  readonly severityText: 'FATAL';
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The record of what ends the process, with the exception attributes of OpenTelemetry. Anything can be thrown. */
export function crashRecord(thrown: unknown, origin: CrashOrigin): CrashRecord {
  const message = thrownText(thrown);
  const stacktrace = textIn(thrown, 'stack');
  return {
    severityNumber: FATAL_NUMBER,
    severityText: 'FATAL',
    body: message === '' ? ORIGINS[origin] : `${ORIGINS[origin]}: ${message}`,
    attributes: {
      'exception.type': textIn(thrown, 'name') ?? typeof thrown,
      'exception.message': message,
      ...(stacktrace !== undefined && { 'exception.stacktrace': stacktrace }),
    },
  };
}

/** The message of an error, or the text of another value. */
export function thrownText(thrown: unknown): string {
  const message = textIn(thrown, 'message');
  if (message !== undefined) return message;
  try {
    return String(thrown);
  } catch {
    return '';
  }
}

function textIn(thrown: unknown, member: 'message' | 'name' | 'stack'): string | undefined {
  try {
    const value: unknown = Reflect.get(Object(thrown), member);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
