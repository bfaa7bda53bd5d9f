import { diag } from '@opentelemetry/api';

const NAME = 'opentelemetry-exporter-cloudwatch-logs';

/** Longest text that is passed on; an answer of a proxy can be a whole page. */
const MAX_LENGTH = 2_000;

/** Causes of each sort that are remembered as said, so that a flood of names is no flood of warnings. */
const MAX_CAUSES = 100;

/**
 * How the exporter speaks about itself. Never through the console, which may be instrumented and lead back here,
 * and never with a record's content.
 */
export interface Diagnostics {
  info(message: string): void;
  warn(message: string): void;
  /** Once for each cause, up to a number of causes. */
  warnOnce(cause: string, message: string): void;
  /**
   * Nothing gets delivered until somebody acts. Once for each cause, up to a number of causes, and as a process
   * warning too: `diag` has no logger unless the application sets one.
   */
  trouble(cause: string, message: string): void;
}

export function createDiagnostics(
  emitWarning = (message: string, type: string): void => process.emitWarning(message, { type }),
): Diagnostics {
  const logger = diag.createComponentLogger({ namespace: NAME });
  const warned = new Set<string>();
  const troubles = new Set<string>();

  function say(level: 'info' | 'warn' | 'error', message: string): void {
    try {
      logger[level](printable(message));
    } catch {
      // The logger is the application's; what it throws must not stop a delivery.
    }
  }

  return {
    info: (message) => say('info', message),
    warn: (message) => say('warn', message),
    warnOnce(cause, message) {
      if (isNew(warned, cause)) say('warn', message);
    },
    trouble(cause, message) {
      if (!isNew(troubles, cause)) return;
      say('error', message);
      try {
        emitWarning(`${NAME}: ${printable(message)}`, 'CloudWatchLogsExporterWarning');
      } catch {
        // Somebody has replaced it; what that throws must not stop a delivery.
      }
    },
  };
}

function isNew(said: Set<string>, cause: string): boolean {
  if (said.has(cause) || said.size >= MAX_CAUSES) return false;
  said.add(cause);
  return true;
}

/** Names and answers come from outside: a terminal must not be steered by them. */
function printable(message: string): string {
  const text = message.length > MAX_LENGTH ? `${message.slice(0, MAX_LENGTH)}...` : message;
  // oxlint-disable-next-line no-control-regex -- control characters are what it is about
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
