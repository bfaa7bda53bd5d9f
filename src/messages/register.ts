import type { MessageEntry } from './entry.js';

/** Messages of `register`, which sets everything up from the environment. */
export const REGISTER_MESSAGES = {
  CWL_SETUP_FAILED: {
    text: 'Could not {what} ({error}). The service starts without it.',
    cause: 'A package in node_modules throws while it is set up.',
    fix: 'Check the versions of the OpenTelemetry packages: npm ls @opentelemetry/api',
  },
  CWL_CONFIG_FILE_NOT_READ: {
    text: 'register does not read OTEL_CONFIG_FILE: a file can name no exporter from outside OpenTelemetry.',
    cause: 'Declarative configuration knows only the exporters of OpenTelemetry itself.',
    fix: 'Set environment variables.',
  },
  CWL_LOGS_LEFT_TO_OTHERS: {
    text: 'OTEL_LOGS_EXPORTER is "{names}": register sends no logs to CloudWatch Logs.',
    cause: 'The variable names exporters, and cloudwatch is not among them.',
    fix: 'To send logs to CloudWatch Logs too, add "cloudwatch".',
  },
  CWL_SETTING_INVALID: {
    text: '{variable}: expected {expected}, got {value}. {result}',
    cause: 'The value of a variable of OpenTelemetry or of register is not valid.',
    fix: '',
  },
  CWL_BATCH_SETTINGS_UNUSED: {
    text: 'register ignores {variables}: there is no batch queue before CloudWatch Logs.',
    cause: 'The processor of this package hands each record to the outbox when it is emitted.',
    fix: 'Use OTEL_EXPORTER_CLOUDWATCH_OUTBOX_MAX_BYTES to bound what is buffered.',
  },
  CWL_DETECTORS_LACK_SERVICE: {
    text: 'OTEL_NODE_RESOURCE_DETECTORS has neither service nor env, which read {variables}.',
    cause: 'Without these detectors the name of the service is missing in the resource and in names.',
    fix: 'Add service to the list.',
  },
  CWL_PACKAGE_MISSING: {
    text: '{setting} needs a package that is not installed.',
    cause: 'An optional package is not in node_modules of the application.',
    fix: 'Run: npm i {packages}',
  },
  CWL_LOGGER_LOADED_TOO_EARLY: {
    text: '{loggers} was loaded before register: its records may not arrive.',
    cause: 'A logger can only be instrumented before it is loaded.',
    fix: 'Start with node --import opentelemetry-exporter-cloudwatch-logs/register, before any other flag that loads it.',
  },
  CWL_OTHER_LOGGER_PROVIDER: {
    text: 'Another LoggerProvider was registered before: logs go there, and none to CloudWatch Logs.',
    cause: 'OpenTelemetry has one global LoggerProvider, and the first one stays.',
    fix: '{order}',
  },
  CWL_OTHER_SDK_NOT_STARTED: {
    text: '{packageName} started no SDK: there may be no traces and no trace ids.',
    cause: 'Two versions of @opentelemetry/api are installed.',
    fix: 'Install one version, the one that package needs: npm ls @opentelemetry/api',
  },
  CWL_API_VERSIONS: {
    text: 'Another version of @opentelemetry/api was loaded before, and this one can register nothing: logs, trace ids and diagnostics may be missing.',
    cause: 'Two versions of @opentelemetry/api are installed.',
    fix: 'Install one version: npm ls @opentelemetry/api',
  },
  CWL_METER_PROVIDER_MISSING: {
    text: 'OTEL_EXPORTER_CLOUDWATCH_SELF_METRICS is true, but no MeterProvider is registered.',
    cause: 'Metrics of the exporter go to the global MeterProvider, which auto-instrumentations register.',
    fix: 'Install @opentelemetry/auto-instrumentations-node, and do not set OTEL_METRICS_EXPORTER=none.',
  },
  CWL_RUNTIME_NOT_SUPPORTED: {
    text: 'register does not support {runtime} and does nothing here.',
    cause: 'The hooks of the instrumentations make packages such as winston fail to load there.',
    fix: 'Create a LoggerProvider with CloudWatchLogRecordProcessor in code.',
  },
  CWL_LAMBDA_COSTS: {
    text: 'On AWS Lambda each invocation waits until its records are delivered.',
    cause: 'Lambda freezes the process after the answer, so that records are delivered before it.',
    fix: 'Write JSON lines to stdout where that is enough: it costs no request and no wait.',
  },
  CWL_LAMBDA_NO_FLUSH: {
    text: 'On AWS Lambda records wait for the next invocation, because @opentelemetry/instrumentation-aws-lambda is not active.',
    cause: 'Lambda freezes the process after the answer, and nothing flushes before it.',
    fix: 'Install @opentelemetry/auto-instrumentations-node, or wrap the handler in flushAfter(). Or write JSON lines to stdout: it costs no request and no wait.',
  },
  CWL_NO_RECORDS_BUNYAN: {
    text: 'No log record has arrived for {seconds} s: bunyan {version} is loaded, and OpenTelemetry has a bridge for bunyan 1 only.',
    cause: 'By default npm installs bunyan 2, which OpenTelemetry does not instrument.',
    fix: 'Run: npm i bunyan@1',
  },
  CWL_NO_RECORDS_NO_BRIDGE: {
    text: 'No log record has arrived for {seconds} s: {logger} is {state}, and OpenTelemetry has no bridge for it.',
    cause: 'Only winston, pino and bunyan 1 are instrumented.',
    fix: 'Log with winston, pino or bunyan 1.',
  },
  CWL_NO_RECORDS_BUNDLED: {
    text: 'No log record has arrived for {seconds} s: {logger} is part of the bundle {file}, where it cannot be instrumented.',
    cause: 'Instrumentations patch a package when Node loads it; in a bundle Node does not load it.',
    fix: 'Exclude it from the bundle (esbuild: --external:{logger}, Next.js: serverExternalPackages).',
  },
  CWL_NO_RECORDS_NO_LOGGER: {
    text: 'No log record has arrived for {seconds} s: no logger with a bridge (winston, pino, bunyan 1) is loaded.',
    cause: 'The application writes with console, or logs nothing.',
    fix: 'To log what is written with console, run npm i @opentelemetry/instrumentation-console, and set OTEL_EXPORTER_CLOUDWATCH_CONSOLE=true.',
  },
} as const satisfies Readonly<Record<string, MessageEntry>>;
