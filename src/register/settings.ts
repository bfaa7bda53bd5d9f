/** What the environment says to the zero-code entry, beside the options of the exporter itself. */
export interface Settings {
  /** `off`: nothing at all is set up. `others`: logs go elsewhere, the rest is set up. */
  readonly logs: 'here' | 'others' | 'off';
  readonly detectors: readonly DetectorName[];
  /** The detectors of AWS were asked for by name. */
  readonly mustHaveAws: boolean;
  readonly batch: BatchSettings;
  /** The level of the logger that `diag` is given. */
  readonly diagLevel: DiagLevelName;
  /** What to tell the operator, in order. */
  readonly warnings: readonly string[];
}

/** Settings of the processor, by the names of its constructor. */
export interface BatchSettings {
  readonly maxQueueSize: number;
  readonly maxExportBatchSize: number;
  readonly scheduledDelayMillis: number;
  readonly exportTimeoutMillis: number;
}

/** Names of OTEL_NODE_RESOURCE_DETECTORS. */
export const DETECTOR_NAMES = ['env', 'host', 'process', 'serviceinstance', 'os', 'aws'] as const;
export type DetectorName = (typeof DETECTOR_NAMES)[number];

/** Names of OTEL_LOG_LEVEL. */
const DIAG_LEVELS = ['NONE', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'VERBOSE', 'ALL'] as const;
export type DiagLevelName = (typeof DIAG_LEVELS)[number];

/** What only the detector `env` reads. */
const READ_BY_ENV = ['OTEL_SERVICE_NAME', 'OTEL_RESOURCE_ATTRIBUTES'] as const;

/** Those of NodeSDK. The AWS ones ask the network, which not every host answers, so they want to be named. */
const DETECTORS_BY_DEFAULT: readonly DetectorName[] = ['env', 'host', 'process'];

/** OpenTelemetry's queue of 2,048 is one burst long, and what does not fit it drops in silence. */
const BATCH_BY_DEFAULT: BatchSettings = {
  maxQueueSize: 32_768,
  maxExportBatchSize: 4_096,
  scheduledDelayMillis: 1_000,
  exportTimeoutMillis: 30_000,
};

const BATCH_VARIABLES: Readonly<Record<keyof BatchSettings, string>> = {
  maxQueueSize: 'OTEL_BLRP_MAX_QUEUE_SIZE',
  maxExportBatchSize: 'OTEL_BLRP_MAX_EXPORT_BATCH_SIZE',
  scheduledDelayMillis: 'OTEL_BLRP_SCHEDULE_DELAY',
  exportTimeoutMillis: 'OTEL_BLRP_EXPORT_TIMEOUT',
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the variables; a mistake there is no reason to stop a service: it is told of and ignored. */
export function readSettings(env: Environment): Settings {
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  if (textOf(env, 'OTEL_CONFIG_FILE') !== '') {
    warn(
      'OTEL_CONFIG_FILE is not read: a file can name no exporter from outside OpenTelemetry. Set variables.',
    );
  }
  return {
    logs: readDisabled(env, warn) ? 'off' : readLogs(env, warn),
    detectors: readDetectors(env, warn),
    mustHaveAws: listOf(env, 'OTEL_NODE_RESOURCE_DETECTORS').includes('aws'),
    batch: readBatch(env, warn),
    diagLevel: readDiagLevel(env, warn),
    warnings,
  };
}

type Warn = (message: string) => void;

function readDisabled(env: Environment, warn: Warn): boolean {
  const text = textOf(env, 'OTEL_SDK_DISABLED').toLowerCase();
  if (!['', 'true', 'false'].includes(text)) {
    warn(`OTEL_SDK_DISABLED: expected true or false, got "${text}"; it counts as false`);
  }
  return text === 'true';
}

function readLogs(env: Environment, warn: Warn): 'here' | 'others' {
  const names = listOf(env, 'OTEL_LOGS_EXPORTER');
  if (names.length === 0) return 'here';
  if (names.includes('none')) return 'others';
  if (!names.includes('cloudwatch')) {
    warn(
      `OTEL_LOGS_EXPORTER is "${names.join(',')}": logs are left to others. ` +
        'To send them to CloudWatch Logs from here, unset it or set "cloudwatch".',
    );
    return 'others';
  }
  const ignored = names.filter((name) => name !== 'cloudwatch');
  if (ignored.length > 0) {
    warn(
      `OTEL_LOGS_EXPORTER names ${ignored.join(', ')} beside cloudwatch: only CloudWatch Logs gets the logs. ` +
        'For both, set up a NodeSDK with two processors.',
    );
  }
  return 'here';
}

function readDetectors(env: Environment, warn: Warn): readonly DetectorName[] {
  const names = listOf(env, 'OTEL_NODE_RESOURCE_DETECTORS');
  if (names.length === 0) return DETECTORS_BY_DEFAULT;
  if (names.includes('all')) return DETECTOR_NAMES;
  // NodeSDK leaves them out as well, and the name of the service would be missing in both.
  const unread = READ_BY_ENV.filter((variable) => textOf(env, variable) !== '');
  if (unread.length > 0 && !names.includes('env')) {
    warn(
      `OTEL_NODE_RESOURCE_DETECTORS is without env, which is what reads ${unread.join(' and ')}: ` +
        'set it to a list with env',
    );
  }
  if (names.includes('none')) return [];
  const unknown = names.filter((name) => !DETECTOR_NAMES.some((known) => known === name));
  for (const name of unknown) {
    warn(
      `OTEL_NODE_RESOURCE_DETECTORS: expected ${DETECTOR_NAMES.join(', ')}, all or none, got "${name}"; it is ignored`,
    );
  }
  return DETECTOR_NAMES.filter((known) => names.includes(known));
}

function readBatch(env: Environment, warn: Warn): BatchSettings {
  const read = (setting: keyof BatchSettings): number => {
    const variable = BATCH_VARIABLES[setting];
    const text = textOf(env, variable);
    const value = /^\d{1,10}$/.test(text) ? Number(text) : 0;
    // Above it setTimeout fires at once.
    if (value >= 1 && value <= 2_147_483_647) return value;
    if (text !== '') warn(`${variable}: expected an integer of at least 1, got "${text}"; it is ignored`);
    return BATCH_BY_DEFAULT[setting];
  };
  const maxQueueSize = read('maxQueueSize');
  const batchIsSet = textOf(env, BATCH_VARIABLES.maxExportBatchSize) !== '';
  const maxExportBatchSize = read('maxExportBatchSize');
  return {
    maxQueueSize,
    // A short queue that was asked for is no reason to be warned of our own batch size.
    maxExportBatchSize: batchIsSet ? maxExportBatchSize : Math.min(maxExportBatchSize, maxQueueSize),
    scheduledDelayMillis: read('scheduledDelayMillis'),
    exportTimeoutMillis: read('exportTimeoutMillis'),
  };
}

function readDiagLevel(env: Environment, warn: Warn): DiagLevelName {
  const text = textOf(env, 'OTEL_LOG_LEVEL');
  if (text === '') return 'WARN';
  const known = DIAG_LEVELS.find((level) => level === text.toUpperCase());
  if (known === undefined) {
    warn(`OTEL_LOG_LEVEL: expected one of ${DIAG_LEVELS.join(', ')}, got "${text}"; it counts as WARN`);
  }
  return known ?? 'WARN';
}

function textOf(env: Environment, variable: string): string {
  return env[variable]?.trim() ?? '';
}

/** Names parted by commas, without case, empty ones and repetition. */
export function listOf(env: Environment, variable: string): string[] {
  const names = textOf(env, variable)
    .split(',')
    .map((name) => name.trim().toLowerCase());
  return [...new Set(names)].filter((name) => name !== '');
}
