import {
  BatchLogRecordProcessor,
  ConsoleLogRecordExporter,
  type LogRecordExporter,
  type LogRecordProcessor,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import type { Packages } from './packages.js';
import { messageOf } from '../messages/message.js';
import { invalid, trimmedValue, type Warn } from './environment-text.js';
import type { Environment } from '../util/environment.js';
import type { OtherExporter, Settings } from './settings.js';

/** Packages by the values of OTEL_EXPORTER_OTLP_PROTOCOL. */
const OTLP_PACKAGES: Readonly<Record<string, string>> = {
  'http/protobuf': '@opentelemetry/exporter-logs-otlp-proto',
  'http/json': '@opentelemetry/exporter-logs-otlp-http',
  grpc: '@opentelemetry/exporter-logs-otlp-grpc',
};

interface OtherProcessorParts {
  readonly env: Environment;
  /** As NodeSDK finds packages, where it is installed. */
  readonly packages: Packages;
  readonly warn: Warn;
}

/** Processors for the exporters that OTEL_LOGS_EXPORTER names beside cloudwatch, as NodeSDK would make them. */
export function createOtherProcessors(
  { otherExporters, batch }: Pick<Settings, 'otherExporters' | 'batch'>,
  parts: OtherProcessorParts,
): LogRecordProcessor[] {
  return otherExporters.flatMap((name) => createProcessor(name, batch, parts));
}

function createProcessor(
  name: OtherExporter,
  batch: Settings['batch'],
  parts: OtherProcessorParts,
): LogRecordProcessor[] {
  if (name === 'console') return [new SimpleLogRecordProcessor({ exporter: new ConsoleLogRecordExporter() })];
  const exporter = createOtlpExporter(parts);
  return exporter === undefined ? [] : [new BatchLogRecordProcessor({ exporter, ...batch })];
}

function createOtlpExporter({ env, packages, warn }: OtherProcessorParts): LogRecordExporter | undefined {
  const protocol =
    trimmedValue(env, 'OTEL_EXPORTER_OTLP_LOGS_PROTOCOL') ||
    trimmedValue(env, 'OTEL_EXPORTER_OTLP_PROTOCOL') ||
    'http/protobuf';
  const packageName = OTLP_PACKAGES[protocol];
  if (packageName === undefined) {
    const known = Object.keys(OTLP_PACKAGES).join(', ');
    warn(invalid('OTEL_EXPORTER_OTLP_PROTOCOL', known, protocol, 'Logs do not go to otlp.'));
    return undefined;
  }
  const file = packages.find(packageName);
  if (file === undefined) {
    warn(messageOf('CWL_PACKAGE_MISSING', { setting: 'otlp in OTEL_LOGS_EXPORTER', packages: packageName }));
    return undefined;
  }
  const { OTLPLogExporter }: { readonly OTLPLogExporter: new () => LogRecordExporter } = packages.load(file);
  return new OTLPLogExporter();
}
