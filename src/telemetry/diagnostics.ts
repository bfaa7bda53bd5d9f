import { writeSync } from 'node:fs';
import { diag } from '@opentelemetry/api';
import type { Code, Message } from '../messages/message.js';
import { PACKAGE_NAME } from '../util/package-name.js';
import { escapeCharacter } from '../util/quote.js';

/** `name` of the process warnings. */
const WARNING_TYPE = 'CloudWatchLogsExporterWarning';

interface WarningOptions {
  readonly type: string;
  readonly code: string;
}

/** Names that are remembered for each code, so that very many names cause no flood of warnings. */
const MAX_NAMES = 100;

/**
 * How the exporter reports about itself. Never through the console, which may be instrumented and call back here,
 * and never with a record's content or a secret.
 */
export interface Diagnostics {
  info(message: Message): void;
  warn(message: Message): void;
  /**
   * Once for each code, or for each name with that code, up to a number of names: the names of one code never use up
   * the room of another.
   */
  warnOnce(message: Message, name?: string): void;
  /**
   * Nothing is delivered until an operator acts. Reported once, like `warnOnce`, also as a process warning: `diag` has
   * no logger unless the application sets one.
   */
  errorOnce(message: Message, name?: string): void;
  /** A line on stderr, for the end of a process, when loggers no longer get to write. */
  lastWords(message: Message): void;
}

export function createDiagnostics(
  redact: (message: string) => string,
  emitWarning = (text: string, options: WarningOptions): void => process.emitWarning(text, options),
  writeLine = (line: string): unknown => writeSync(process.stderr.fd, line),
): Diagnostics {
  const logger = diag.createComponentLogger({ namespace: PACKAGE_NAME });
  const warned = createOnce();
  const reported = createOnce();

  function say(level: 'info' | 'warn' | 'error', { code, text }: Message, rest = ''): void {
    try {
      logger[level](`${code}: ${withoutControls(redact(text + rest))}`);
    } catch {
      // The logger belongs to the application: an error of it must not stop a delivery.
    }
  }

  function alarm(message: Message, rest: string): void {
    say('error', message, rest);
    const { code, text } = message;
    try {
      emitWarning(`${PACKAGE_NAME}: ${withoutControls(redact(text + rest))}`, { type: WARNING_TYPE, code });
    } catch {
      // process.emitWarning may be replaced: an error of it must not stop a delivery.
    }
  }

  return {
    info: (message) => say('info', message),
    warn: (message) => say('warn', message),
    warnOnce(message, name) {
      const rest = warned(message.code, name);
      if (rest !== undefined) say('warn', message, rest);
    },
    lastWords({ code, text }) {
      try {
        writeLine(`${PACKAGE_NAME}: ${code}: ${withoutControls(redact(text))}\n`);
      } catch {
        // The reader of stderr is gone or slow.
      }
    },
    errorOnce(message, name) {
      const rest = reported(message.code, name);
      if (rest !== undefined) alarm(message, rest);
    },
  };
}

/** Undefined if the name is known with that code or has no room; otherwise the text to add to its message. */
type Once = (code: Code, name?: string) => string | undefined;

function createOnce(): Once {
  const codes = new Map<Code, Set<string>>();
  return (code, name = '') => {
    const names = codes.get(code) ?? new Set();
    if (names.has(name) || names.size >= MAX_NAMES) return undefined;
    codes.set(code, names.add(name));
    return names.size < MAX_NAMES
      ? ''
      : ` The exporter reports this for ${MAX_NAMES} names and for no others.`;
  };
}

/** Names and answers come from outside: they must not send control sequences to a terminal. */
function withoutControls(message: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it is about
  return message.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, escapeCharacter);
}
