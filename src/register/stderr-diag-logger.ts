import { format } from 'node:util';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import type { DiagLogger } from '@opentelemetry/api';
import { messageOf } from '../messages/message.js';
import { apiGlobal } from './api-globals.js';
import type { DiagLevelName } from './settings.js';

/** Said on the 3.x line for each attribute of a cloud that a detector was asked for and that is not there. */
const NOT_THERE = /^dropping invalid resource attribute value for key /;

/** A logger for `diag` that writes to stderr itself: the console may be instrumented and lead back here. */
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

/** Without a listener, the error of a pipe that nobody reads any more would end the process. */
function writeToStderr(line: string): void {
  const { stderr } = process;
  stderr.write(line, (error) => {
    // Each later write fails too, and brings an event of its own. The console listens to a single one.
    if (error && !stderr.listeners('error').includes(ignore)) stderr.on('error', ignore);
  });
}

function ignore(): void {
  // There is nobody to tell.
}

/** Gives `diag` that logger, unless somebody gave it one before. */
export function setStderrDiagLogger(level: DiagLevelName, logger = createStderrDiagLogger()): void {
  if (apiGlobal('diag') !== undefined || diag.setLogger(logger, { logLevel: DiagLogLevel[level] })) return;
  // Only one version of the API can register anything, which no other place would tell.
  if (level === 'NONE') return;
  const { code, text } = messageOf('CWL_API_VERSIONS');
  logger.error(`${code}: ${text}`);
}
