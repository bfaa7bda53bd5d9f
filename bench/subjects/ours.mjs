/** @import { LogRecordExporter } from '@opentelemetry/sdk-logs' */
/** @import { Ledger } from './ledger.mjs' */
import { createNoopMeter } from '@opentelemetry/api';
import { CloudWatchLogRecordExporter } from 'opentelemetry-exporter-cloudwatch-logs';
import { STREAM_ATTRIBUTE } from '../records.mjs';
import { clientConfig, LOG_GROUP, LOG_STREAM } from './aws.mjs';

/**
 * Its export calls back as soon as the outbox holds the records; its own metrics tell when they are delivered.
 *
 * @param {{ url: string, streams: number, ledger: Ledger, compression: 'gzip' | 'none' }} settings
 * @returns {LogRecordExporter}
 */
export function createOurs({ url, streams, ledger, compression }) {
  return new CloudWatchLogRecordExporter({
    clientConfig: clientConfig(url),
    logGroupName: LOG_GROUP,
    logStreamName: streams > 1 ? `${LOG_STREAM}-{attributes.${STREAM_ATTRIBUTE}}` : LOG_STREAM,
    compression,
    onLoss: (loss) => ledger.fail(loss),
    selfObsMeterProvider: { getMeter: () => deliveryMeter(ledger) },
  });
}

/** @param {Ledger} ledger */
function deliveryMeter(ledger) {
  const meter = createNoopMeter();
  const createCounter = meter.createCounter.bind(meter);
  meter.createCounter = (name) =>
    name === 'otel.sdk.exporter.log.exported'
      ? { add: (count) => ledger.answered(count) }
      : createCounter(name);
  return meter;
}
