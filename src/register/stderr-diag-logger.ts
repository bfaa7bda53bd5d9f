import { format } from 'node:util';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import type { DiagLogger } from '@opentelemetry/api';
import { messageOf } from '../messages/message.js';
import { ignore } from '../util/quietly.js';
import { apiGlobal } from './api-globals.js';
import type { DiagLevelName } from './settings.js';

/** The 3.x line logs this for each cloud attribute that a detector could not find. */
const NOT_THERE = /^dropping invalid resource attribute value for key /;

/** A logger for `diag` that writes to stderr directly: an instrumented console would call back here. */
export function createStderrDiagLogger(write = writeToStderr): DiagLogger {
  const say =
    (level: string) =>
    (...args: unknown[]): void =>
      write(`[opentelemetry] ${level}: ${format(...args)}\n`);
  const warn = say('warn');
  return {
    error: say('error'),
    warn(...args) {
      if (!NOT_THERE.test(args[0])) warn(...args);
    },
    info: say('info'),
    debug: say('debug'),
    verbose: say('verbose'),
  };
}

/** Without a listener, the error of a pipe without a reader would end the process. */
function writeToStderr(line: string): void {
  const { stderr } = process;
  stderr.write(line, (error) => {
    // Each later write fails too, with an event of its own. The console listens to only one.
    if (error && !stderr.listeners('error').includes(ignore)) stderr.on('error', ignore);
  });
}

/** Sets that logger for `diag`, unless one is set already. */
export function setStderrDiagLogger(level: DiagLevelName, logger = createStderrDiagLogger()): void {
  if (apiGlobal('diag') !== undefined || diag.setLogger(logger, { logLevel: DiagLogLevel[level] })) return;
  // Only one version of the API can register anything, and nothing else would report it.
  if (level === 'NONE') return;
  const { code, text } = messageOf('CWL_API_VERSIONS');
  logger.error(`${code}: ${text}`);
}
