import { metrics, type MeterProvider } from '@opentelemetry/api';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { messageOf } from '../messages/message.js';
import { apiGlobal, flushTracesAndMetrics } from './api-globals.js';
import type { Warn } from './environment-text.js';
import { createLogProcessor } from './log-processor.js';
import { createOtherProcessors } from './other-processors.js';
import { AWS_DISTRIBUTION, REGISTER } from './package-names.js';
import { createRelayProcessor, type RelayProcessor } from './relay-processor.js';
import { detectResource } from './resource.js';
import { globalProvider, shareLoggerProvider } from './share-logger-provider.js';
import type { Surroundings } from './surroundings.js';

/** The part of a logger that is used; both SDK lines have it. */
interface AnyLogger {
  emit?(record: object): void;
}

/** The processor for all records; undefined where they are not sent to CloudWatch Logs. */
export function claimLogs({ settings, commandLine, report }: Surroundings): RelayProcessor | undefined {
  if (settings.logs !== 'here') return undefined;
  return report.attempt('set up logs', () => {
    if (globalProvider() === undefined) return createRelayProcessor();
    const order = commandLine.some((text) => text.includes(AWS_DISTRIBUTION))
      ? // It registers one even where OTEL_LOGS_EXPORTER leaves it nothing to export to.
        `The AWS distribution has to come second: node --require ${REGISTER} --require ${AWS_DISTRIBUTION}/register`
      : 'Load this register first, or set OTEL_LOGS_EXPORTER=cloudwatch so that the other one leaves logs alone.';
    report.warn(messageOf('CWL_OTHER_LOGGER_PROVIDER', { order }));
    return undefined;
  });
}

/** A provider for logs alone. Its shutdown also flushes traces and metrics of other SDKs. */
export function startProvider(
  logs: RelayProcessor,
  surroundings: Surroundings,
): { shutdown(): Promise<void> } | undefined {
  return surroundings.report.attempt('set up logs', () => {
    const { settings, packages, nodeSdk, report } = surroundings;
    const { warn } = report;
    const resource = detectResource(settings.detectors, { packages, loadAuto: nodeSdk?.loadAuto, warn });
    const provider = new LoggerProvider({ resource, processors: [logs] });
    shareLoggerProvider(provider);
    return {
      async shutdown() {
        await Promise.allSettled([provider.shutdown(), flushTracesAndMetrics()]);
      },
    };
  });
}

/** Makes the processors, once it is known whether there is a global meter provider. */
export function openLogs(logs: RelayProcessor, { settings, packages, nodeSdk, report }: Surroundings): void {
  report.attempt('set up logs', () => {
    const selfObsMeterProvider = settings.selfMetrics ? meterProvider(report.warn) : undefined;
    const processor = createLogProcessor(process.env, {
      scheduledDelayMillis: settings.batch.scheduledDelayMillis,
      selfObsMeterProvider,
    });
    const others = createOtherProcessors(settings, {
      env: process.env,
      packages: nodeSdk?.ofSdk ?? packages,
      warn: report.warn,
    });
    logs.setProcessors([processor, ...others]);
  });
}

/** Logs a record of the register itself. */
export function emitRecord(record: object): void {
  const logger: AnyLogger | undefined = globalProvider()?.getLogger(REGISTER);
  logger?.emit?.(record);
}

function meterProvider(warn: Warn): MeterProvider | undefined {
  if (apiGlobal('metrics') !== undefined) return metrics.getMeterProvider();
  warn(messageOf('CWL_METER_PROVIDER_MISSING'));
  return undefined;
}
