/** Loggers that OpenTelemetry has a bridge for. */
export const BRIDGED = ['winston', 'pino', 'bunyan'] as const;

/** Loggers without a bridge, by package. */
export const UNBRIDGED: Readonly<Record<string, string>> = {
  log4js: 'log4js',
  consola: 'consola',
  loglevel: 'loglevel',
  signale: 'signale',
  tslog: 'tslog',
  roarr: 'roarr',
  '@logtape/logtape': 'LogTape',
  '@aws-lambda-powertools/logger': 'the logger of Powertools for AWS Lambda',
  '@nestjs/common': "Nest's own logger",
};

/** Text that a bundle with the logger contains, even when it is minified. */
const MARKS: Readonly<Record<(typeof BRIDGED)[number], string>> = {
  winston: '[winston] ',
  pino: 'pino.chindings',
  bunyan: 'bunyan usage error',
};

/** The loggers within a text of JavaScript. */
export function loggersIn(text: string): string[] {
  return BRIDGED.filter((name) => text.includes(MARKS[name]));
}
