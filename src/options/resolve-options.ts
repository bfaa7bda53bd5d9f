import { type Message, messageOf } from '../messages/message.js';
import { readEnvironment } from './environment.js';
import { checkOptions, type OptionsOwner } from './check-options.js';
import { MAX_BATCH_BYTES, MAX_BATCH_COUNT, MAX_EVENT_BYTES } from '../events/limits.js';
import { SEVERITY_LEVELS, type SeverityLevel } from '../events/severity.js';
import type { Environment } from '../util/environment.js';
import { MIN_DISK_BYTES } from './rules.js';
import type {
  BudgetOptions,
  CloudWatchLogRecordProcessorOptions,
  ErrorContextOptions,
  LogGroupFunction,
  LogGroupOptions,
  NameFunction,
  OutboxOptions,
} from './options.js';
import { levelsByScope, severityLevel } from './severity-checks.js';
import { parseTemplate } from './name-template/parse-template.js';
import { resolveLogGroup } from './resolve-log-group.js';
import type { Template, TemplateKind } from './name-template/template.js';

/** The longest wait of events for a durable outbox after they were emitted. */
const MAX_UNSTORED_MILLIS = 100;

type Given = CloudWatchLogRecordProcessorOptions;

/** Options without a default. */
type Optional = 'client' | 'clientConfig' | 'serialize' | 'onLoss' | 'selfObsMeterProvider';

/** Options that are resolved to another type. */
type Changed =
  'logGroupName' | 'logStreamName' | 'minSeverity' | 'errorContext' | 'budget' | 'logGroup' | 'outbox';

/** The bytes that may be sent in an hour. */
export interface BudgetSettings {
  readonly bytesPerHour: number;
  /** Records of this level and above are sent even if the budget is spent. */
  readonly minSeverity: SeverityLevel;
}

/** Which records are held, which ones send them, and how long and how many may wait. */
export interface ErrorContextSettings {
  readonly minSeverity: SeverityLevel;
  readonly trigger: SeverityLevel;
  readonly maxAgeMillis: number;
  readonly maxBytes: number;
}

/** The options with every default filled in, checked, and with the templates read. */
export interface ResolvedOptions
  extends Readonly<Required<Omit<Given, Optional | Changed>>>, Readonly<Pick<Given, Optional>> {
  readonly logGroupName: Template | NameFunction;
  readonly logStreamName: Template | NameFunction;
  /** Levels by scope; undefined where all records are sent. */
  readonly minSeverity: Readonly<Record<string, SeverityLevel>> | undefined;
  /** Undefined where no records are held. */
  readonly errorContext: ErrorContextSettings | undefined;
  /** Undefined where there is no limit. */
  readonly budget: BudgetSettings | undefined;
  /** Empty if nothing was set. The function never throws. */
  readonly logGroup: Readonly<LogGroupOptions> | LogGroupFunction;
  /** With a directory it is durable. */
  readonly outbox: Readonly<Required<Omit<OutboxOptions, 'directory'>> & Pick<OutboxOptions, 'directory'>>;
}

/**
 * Code overrides environment overrides default. Mistakes in code throw one TypeError that lists them all; mistakes
 * in the environment, which another person may have set, cause a warning and are ignored.
 */
export function resolveOptions(
  options: Given | undefined,
  env: Environment,
  warn: (message: Message) => void,
  owner: OptionsOwner = 'CloudWatchLogRecordExporter',
): ResolvedOptions {
  const given = checkOptions(options, owner);
  const fromEnv = readEnvironment(env, warn);
  const name = (kind: TemplateKind, byDefault: string): Template | NameFunction => {
    const chosen = given[kind] ?? fromEnv[kind] ?? byDefault;
    return typeof chosen === 'string' ? parseTemplate(chosen, kind) : chosen;
  };
  const resource = given.resource ?? fromEnv.resource ?? 'essential';

  const outbox = resolveOutbox({ ...fromEnv.outbox, ...given.outbox });
  const chosen = given.minSeverity ?? fromEnv.minSeverity;
  const minSeverity = chosen && levelsByScope(chosen);
  const traceBased = given.traceBased ?? fromEnv.traceBased ?? false;
  const errorContext = resolveContext(given.errorContext, fromEnv.errorContext, outbox.maxBytes);
  if (errorContext !== undefined && !traceBased && !leavesOut(minSeverity, errorContext.minSeverity)) {
    warn(messageOf('CWL_ERROR_CONTEXT_EMPTY'));
  }
  const budget = { ...fromEnv.budget, ...given.budget };
  if (budget.minSeverity !== undefined && budget.bytesPerHour === undefined) {
    warn(messageOf('CWL_BUDGET_NOT_SET'));
  }
  const format = given.format ?? fromEnv.format ?? 'otlp';

  return {
    logGroupName: name('logGroupName', '/otel/{service.name}'),
    logStreamName: name(
      'logStreamName',
      '{faas.instance|k8s.pod.name|host.name}/{service.name}/{process.pid}',
    ),
    client: given.client,
    clientConfig: given.clientConfig,
    createLogGroup: given.createLogGroup ?? fromEnv.createLogGroup ?? true,
    createLogStream: given.createLogStream ?? fromEnv.createLogStream ?? true,
    logGroup: resolveLogGroup(given.logGroup, fromEnv.logGroup, warn),
    format,
    resource: typeof resource === 'string' ? resource : [...resource],
    omit: [...(given.omit ?? fromEnv.omit ?? [])],
    redact: [...(given.redact ?? fromEnv.redact ?? [])],
    minSeverity,
    traceBased,
    errorContext,
    budget: resolveBudget(budget),
    serialize: given.serialize,
    maxBatchBytes: given.maxBatchBytes ?? fromEnv.maxBatchBytes ?? MAX_BATCH_BYTES,
    maxBatchCount: given.maxBatchCount ?? fromEnv.maxBatchCount ?? MAX_BATCH_COUNT,
    maxEventBytes: given.maxEventBytes ?? fromEnv.maxEventBytes ?? MAX_EVENT_BYTES,
    oversizedEvents: given.oversizedEvents ?? fromEnv.oversizedEvents ?? 'split',
    maxConcurrentRequests: given.maxConcurrentRequests ?? fromEnv.maxConcurrentRequests ?? 4,
    maxStreams: given.maxStreams ?? fromEnv.maxStreams ?? 1_000,
    requestTimeoutMillis: given.requestTimeoutMillis ?? fromEnv.requestTimeoutMillis ?? 10_000,
    flushTimeoutMillis: given.flushTimeoutMillis ?? fromEnv.flushTimeoutMillis ?? 5_000,
    exitTimeoutMillis: given.exitTimeoutMillis ?? fromEnv.exitTimeoutMillis ?? 2_000,
    scheduledDelayMillis: Math.min(
      given.scheduledDelayMillis ?? 1_000,
      outbox.directory === undefined ? Infinity : MAX_UNSTORED_MILLIS,
    ),
    outbox,
    compression: given.compression ?? fromEnv.compression ?? 'gzip',
    entity: given.entity ?? fromEnv.entity ?? true,
    lossNotices: given.lossNotices ?? fromEnv.lossNotices ?? (format === 'otlp' || format === 'flat'),
    onLoss: given.onLoss,
    selfObsMeterProvider: given.selfObsMeterProvider,
  };
}

function resolveContext(
  given: ErrorContextOptions | undefined,
  fromEnv: ErrorContextOptions | undefined,
  outboxBytes: number,
): ErrorContextSettings | undefined {
  if (given === undefined && fromEnv === undefined) return undefined;
  const { minSeverity = 'DEBUG', trigger = 'ERROR', maxAgeMillis, maxBytes } = { ...fromEnv, ...given };
  return {
    minSeverity: severityLevel(minSeverity) ?? 'DEBUG',
    trigger: severityLevel(trigger) ?? 'ERROR',
    maxAgeMillis: maxAgeMillis ?? 30_000,
    // What one trace holds, an eighth of it, must leave room in the outbox for the error that sends it.
    maxBytes: Math.min(maxBytes ?? 8_388_608, outboxBytes),
  };
}

/** Whether records of that level are left out for some scope. */
function leavesOut(minSeverity: ResolvedOptions['minSeverity'], level: SeverityLevel): boolean {
  return Object.values(minSeverity ?? {}).some(
    (least) => SEVERITY_LEVELS.indexOf(level) < SEVERITY_LEVELS.indexOf(least),
  );
}

function resolveBudget({ bytesPerHour, minSeverity }: Partial<BudgetOptions>): BudgetSettings | undefined {
  if (bytesPerHour === undefined) return undefined;
  return { bytesPerHour, minSeverity: severityLevel(minSeverity ?? 'WARN') ?? 'WARN' };
}

function resolveOutbox({
  directory,
  maxBytes,
  whenFull = 'drop-newest',
}: OutboxOptions): ResolvedOptions['outbox'] {
  if (directory === undefined) return { maxBytes: maxBytes ?? 67_108_864, whenFull };
  // In code a smaller value is a mistake; in the environment it may have been meant for a memory outbox.
  return { directory, maxBytes: Math.max(maxBytes ?? 536_870_912, MIN_DISK_BYTES), whenFull };
}
