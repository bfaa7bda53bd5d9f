import { type Message, messageOf } from '../messages/message.js';
import { type BatchSettings, readBatchSettings, warnOfUnused } from './batch-settings.js';
import { type Detectors, readDetectors } from './detector-settings.js';
import { flagOf, invalid, wordsIn, trimmedValue, type Warn } from './environment-text.js';
import type { Environment } from '../util/environment.js';

/** The settings of the zero-code entry in the environment, beside the options of the exporter. */
export interface Settings {
  /** `off`: nothing is set up. `others`: logs go to other exporters, the rest is set up. */
  readonly logs: 'here' | 'others' | 'off';
  /** The exporters for logs beside CloudWatch Logs. */
  readonly otherExporters: readonly OtherExporter[];
  /** Spans are exported; otherwise they only give their ids to records. */
  readonly exportsTraces: boolean;
  readonly detectors: Detectors;
  /** For all batch processors; that of CloudWatch Logs uses the delay. */
  readonly batch: BatchSettings;
  /** Lines written with `console` are logged. */
  readonly console: boolean;
  /** An uncaught exception that ends the process is logged. */
  readonly uncaughtExceptions: boolean;
  /** Metrics of the processor go to the global meter provider. */
  readonly selfMetrics: boolean;
  /** The level of the logger for `diag`. */
  readonly diagLevel: DiagLevelName;
  /** Messages for the operator, in order. */
  readonly warnings: readonly Message[];
}

const OTHER_EXPORTERS = ['otlp', 'console'] as const;
export type OtherExporter = (typeof OTHER_EXPORTERS)[number];

/** Names of OTEL_LOG_LEVEL. */
const DIAG_LEVELS = ['NONE', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'VERBOSE', 'ALL'] as const;
export type DiagLevelName = (typeof DIAG_LEVELS)[number];

/** Reads the variables. A mistake must not stop a service: it is reported and ignored. */
export function readSettings(env: Environment): Settings {
  const warnings: Message[] = [];
  const warn = (message: Message): void => void warnings.push(message);
  if (trimmedValue(env, 'OTEL_CONFIG_FILE') !== '') {
    warn(messageOf('CWL_CONFIG_FILE_NOT_READ'));
  }
  const target: LogsTarget = flagOf(env, 'OTEL_SDK_DISABLED', warn)
    ? { logs: 'off', otherExporters: [] }
    : readLogsExporter(env, warn);
  const batch = readBatchSettings(env, warn);
  // Other exporters use all of them.
  if (target.logs === 'here' && !target.otherExporters.includes('otlp')) warnOfUnused(batch, warn);
  return {
    ...target,
    // NodeSDK ignores `none` where another name comes first.
    exportsTraces: wordsIn(env, 'OTEL_TRACES_EXPORTER')[0] !== 'none',
    detectors: readDetectors(env, warn),
    batch,
    console: flagOf(env, 'OTEL_EXPORTER_CLOUDWATCH_CONSOLE', warn),
    uncaughtExceptions: flagOf(env, 'OTEL_EXPORTER_CLOUDWATCH_UNCAUGHT_EXCEPTIONS', warn, true),
    selfMetrics: flagOf(env, 'OTEL_EXPORTER_CLOUDWATCH_SELF_METRICS', warn),
    diagLevel: readDiagLevel(env, warn),
    warnings,
  };
}

type LogsTarget = Pick<Settings, 'logs' | 'otherExporters'>;

function readLogsExporter(env: Environment, warn: Warn): LogsTarget {
  const names = wordsIn(env, 'OTEL_LOGS_EXPORTER');
  if (names.includes('none')) return { logs: 'others', otherExporters: [] };
  if (names.length > 0 && !names.includes('cloudwatch')) {
    warn(messageOf('CWL_LOGS_LEFT_TO_OTHERS', { names: names.join(',') }));
    return { logs: 'others', otherExporters: [] };
  }
  for (const name of names) {
    if (name === 'cloudwatch' || OTHER_EXPORTERS.some((known) => known === name)) continue;
    warn(invalid('OTEL_LOGS_EXPORTER', 'cloudwatch, otlp, console or none', name));
  }
  return { logs: 'here', otherExporters: OTHER_EXPORTERS.filter((known) => names.includes(known)) };
}

function readDiagLevel(env: Environment, warn: Warn): DiagLevelName {
  const text = trimmedValue(env, 'OTEL_LOG_LEVEL');
  if (text === '') return 'WARN';
  const known = DIAG_LEVELS.find((level) => level === text.toUpperCase());
  if (known === undefined) {
    warn(invalid('OTEL_LOG_LEVEL', `one of ${DIAG_LEVELS.join(', ')}`, text, 'It counts as WARN.'));
  }
  return known ?? 'WARN';
}
