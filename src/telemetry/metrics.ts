import { createNoopMeter, type Meter, type MeterProvider } from '@opentelemetry/api';
import type { LossReason, NotSentReason } from '../events/model.js';
import { PACKAGE_NAME } from '../util/package-name.js';
import { quietly } from '../util/quietly.js';

const COMPONENT_TYPE = 'CloudWatchLogRecordExporter';

let components = 0;

/** How an operation ended. */
export interface OperationOutcome {
  readonly errorType?: string | undefined;
  readonly httpStatus?: number | undefined;
  readonly server?: { readonly address: string; readonly port: number } | undefined;
}

/** The exporter's metrics about itself: the three of the semantic conventions, and its own. */
export interface Metrics {
  /** Records arrived in the outbox. */
  accepted(count: number): void;
  /** The service keeps these. */
  delivered(count: number): void;
  /** The service bills these bytes for a log group. */
  billed(bytes: number, logGroupName: string): void;
  /** These are lost, from the outbox or before they arrived there. */
  lost(count: number, reason: LossReason, wasInOutbox: boolean): void;
  /** These were left out on purpose. */
  notSent(count: number, reason: NotSentReason): void;
  /** One batch has its answer, after all of its attempts, or will have none. */
  operation(seconds: number, outcome: OperationOutcome): void;
  /** A batch waits for another attempt. */
  retried(errorType: string): void;
  /** Bytes of oversized events that were left out. */
  truncated(bytes: number): void;
  /** A request body, before and after compression. */
  body(bytes: number, wireBytes: number): void;
  /** Stops observing. */
  close(): void;
}

/**
 * @see https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/
 */
export function createMetrics(provider: MeterProvider | undefined, outboxBytes: () => number): Metrics {
  try {
    return harmless(createInstruments(provider?.getMeter(PACKAGE_NAME) ?? createNoopMeter(), outboxBytes));
  } catch {
    return createInstruments(createNoopMeter(), outboxBytes);
  }
}

/** The meter belongs to the application: an error of it must stop neither a delivery nor an export. */
function harmless(metrics: Metrics): Metrics {
  return {
    accepted: (count) => quietly(() => metrics.accepted(count)),
    delivered: (count) => quietly(() => metrics.delivered(count)),
    billed: (bytes, logGroupName) => quietly(() => metrics.billed(bytes, logGroupName)),
    lost: (count, reason, wasInOutbox) => quietly(() => metrics.lost(count, reason, wasInOutbox)),
    notSent: (count, reason) => quietly(() => metrics.notSent(count, reason)),
    operation: (seconds, outcome) => quietly(() => metrics.operation(seconds, outcome)),
    retried: (errorType) => quietly(() => metrics.retried(errorType)),
    truncated: (bytes) => quietly(() => metrics.truncated(bytes)),
    body: (bytes, wireBytes) => quietly(() => metrics.body(bytes, wireBytes)),
    close: () => quietly(() => metrics.close()),
  };
}

function createInstruments(meter: Meter, outboxBytes: () => number): Metrics {
  const component = {
    'otel.component.type': COMPONENT_TYPE,
    'otel.component.name': `${COMPONENT_TYPE}/${components++}`,
  };
  const inflight = meter.createUpDownCounter('otel.sdk.exporter.log.inflight', {
    unit: '{log_record}',
    description: 'Log records that the exporter holds and that have no answer yet',
  });
  const exported = meter.createCounter('otel.sdk.exporter.log.exported', {
    unit: '{log_record}',
    description: 'Log records whose export has ended, with error.type where it failed',
  });
  const duration = meter.createHistogram('otel.sdk.exporter.operation.duration', {
    unit: 's',
    description: 'Duration of sending one batch, its retries included',
    advice: { explicitBucketBoundaries: [] },
  });
  const lost = meter.createCounter('cloudwatch_logs.exporter.log.lost', {
    unit: '{log_record}',
    description: 'Log records that CloudWatch Logs does not keep, by reason',
  });
  const notSent = meter.createCounter('cloudwatch_logs.exporter.log.not_sent', {
    unit: '{log_record}',
    description: 'Log records that were left out on purpose, by reason',
  });
  const billed = meter.createCounter('cloudwatch_logs.exporter.event.size', {
    unit: 'By',
    description: 'Bytes of events that CloudWatch Logs keeps, as it bills them, by log group',
  });
  const truncated = meter.createCounter('cloudwatch_logs.exporter.event.truncated_size', {
    unit: 'By',
    description: 'Bytes of oversized events that are left out of the events they became',
  });
  const bodyBytes = meter.createCounter('cloudwatch_logs.exporter.body.size', {
    unit: 'By',
    description: 'Bytes of request bodies before compression',
  });
  const wireBytes = meter.createCounter('cloudwatch_logs.exporter.body.compressed_size', {
    unit: 'By',
    description: 'Bytes of request bodies as sent',
  });
  const retries = meter.createCounter('cloudwatch_logs.exporter.retries', {
    unit: '{retry}',
    description: 'Batches that wait for another attempt',
  });
  const outboxSize = meter.createObservableUpDownCounter('cloudwatch_logs.exporter.outbox.size', {
    unit: 'By',
    description: 'Bytes of events that the service has not answered for',
  });
  const observeOutbox: Parameters<typeof outboxSize.addCallback>[0] = (result) => {
    result.observe(outboxBytes(), component);
  };
  outboxSize.addCallback(observeOutbox);

  return {
    accepted: (count) => inflight.add(count, component),
    delivered(count) {
      inflight.add(-count, component);
      exported.add(count, component);
    },
    billed: (bytes, logGroupName) => billed.add(bytes, { ...component, 'aws.log.group.name': logGroupName }),
    lost(count, reason, wasInOutbox) {
      if (wasInOutbox) inflight.add(-count, component);
      exported.add(count, { ...component, 'error.type': reason });
      lost.add(count, { ...component, reason });
    },
    notSent: (count, reason) => notSent.add(count, { ...component, reason }),
    operation: (seconds, { errorType, httpStatus, server }) =>
      duration.record(seconds, {
        ...component,
        ...(errorType !== undefined && { 'error.type': errorType }),
        ...(httpStatus !== undefined && { 'http.response.status_code': httpStatus }),
        ...(server && { 'server.address': server.address, 'server.port': server.port }),
      }),
    retried: (errorType) => retries.add(1, { ...component, 'error.type': errorType }),
    truncated: (bytes) => truncated.add(bytes, component),
    body(bytes, wire) {
      bodyBytes.add(bytes, component);
      wireBytes.add(wire, component);
    },
    close: () => outboxSize.removeCallback(observeOutbox),
  };
}
