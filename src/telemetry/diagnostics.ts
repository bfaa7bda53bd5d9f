import { writeSync } from 'node:fs';
import { diag } from '@opentelemetry/api';

const NAME = 'opentelemetry-exporter-cloudwatch-logs';

/** Names that are remembered as said for each kind, so that a flood of names is no flood of warnings. */
const MAX_NAMES = 100;

/** Kinds are fixed texts of ours, but for names of files on the disk. */
const MAX_KINDS = 1_000;

/**
 * How the exporter speaks about itself. Never through the console, which may be instrumented and lead back here,
 * and never with a record's content or a secret.
 */
export interface Diagnostics {
  info(message: string): void;
  warn(message: string): void;
  /**
   * Once for each kind, or for each name of that kind, up to a number of names: names of callers take no place from
   * another kind.
   */
  warnOnce(kind: string, message: string, name?: string): void;
  /**
   * Nothing gets delivered until somebody acts. Once, as `warnOnce`, and as a process warning too: `diag` has no
   * logger unless the application sets one.
   */
  trouble(kind: string, message: string, name?: string): void;
  /** A line on stderr, for the end of a process: no logger may get to write any more. */
  lastWords(message: string): void;
}

export function createDiagnostics(
  redact: (message: string) => string,
  emitWarning = (message: string, type: string): void => process.emitWarning(message, { type }),
  writeLine = (line: string): unknown => writeSync(process.stderr.fd, line),
): Diagnostics {
  const logger = diag.createComponentLogger({ namespace: NAME });
  const warned = createOnce();
  const troubles = createOnce();

  function say(level: 'info' | 'warn' | 'error', message: string): void {
    try {
      logger[level](printable(redact(message)));
    } catch {
      // The logger is the application's; what it throws must not stop a delivery.
    }
  }

  function alarm(message: string): void {
    say('error', message);
    try {
      emitWarning(`${NAME}: ${printable(redact(message))}`, 'CloudWatchLogsExporterWarning');
    } catch {
      // Somebody has replaced it; what that throws must not stop a delivery.
    }
  }

  return {
    info: (message) => say('info', message),
    warn: (message) => say('warn', message),
    warnOnce(kind, message, name) {
      const rest = warned(kind, name);
      if (rest !== undefined) say('warn', message + rest);
    },
    lastWords(message) {
      try {
        writeLine(`${NAME}: ${printable(redact(message))}\n`);
      } catch {
        // Nobody reads there, or not now.
      }
    },
    trouble(kind, message, name) {
      const rest = troubles(kind, name);
      if (rest !== undefined) alarm(message + rest);
    },
  };
}

/** Undefined where the name of that kind is known or has no place; else what to add to its message. */
type Once = (kind: string, name?: string) => string | undefined;

function createOnce(): Once {
  const kinds = new Map<string, Set<string>>();
  return (kind, name = '') => {
    const names = kinds.get(kind) ?? new Set();
    if (names.has(name) || names.size >= MAX_NAMES) return undefined;
    if (names.size === 0 && kinds.size >= MAX_KINDS) return undefined;
    kinds.set(kind, names.add(name));
    return names.size < MAX_NAMES ? '' : ` This was said for ${MAX_NAMES} names; for others it is not.`;
  };
}

/** Names and answers come from outside: a terminal must not be steered by them. */
function printable(message: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it is about
  return message.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
