/** @import { LogRecordExporter } from '@opentelemetry/sdk-logs' */
/** @import { Ledger } from './ledger.mjs' */
import { createNoopMeter } from '@opentelemetry/api';
import {
  CloudWatchLogRecordExporter,
  CloudWatchLogRecordProcessor,
} from 'opentelemetry-exporter-cloudwatch-logs';
import { throughLogger } from '../measure/hand-over.mjs';
import { STREAM_ATTRIBUTE } from '../records.mjs';
import { clientConfig, LOG_GROUP, LOG_STREAM } from './aws.mjs';

/** @typedef {{ url: string, streams: number, ledger: Ledger, compression: 'gzip' | 'none' }} Settings */

/**
 * Its export calls back as soon as the outbox holds the records.
 *
 * @param {Settings} settings
 * @returns {LogRecordExporter}
 */
export function createOurs(settings) {
  return new CloudWatchLogRecordExporter(optionsOf(settings));
}

/** From `logger.emit` on. @param {Settings} settings */
export function createOurProcessor(settings) {
  return throughLogger(new CloudWatchLogRecordProcessor(optionsOf(settings)));
}

/** Our own metrics tell when records are delivered. @param {Settings} settings */
function optionsOf({ url, streams, ledger, compression }) {
  return {
    clientConfig: clientConfig(url),
    logGroupName: LOG_GROUP,
    logStreamName: streams > 1 ? `${LOG_STREAM}-{attributes.${STREAM_ATTRIBUTE}}` : LOG_STREAM,
    compression,
    onLoss: (/** @type {unknown} */ loss) => ledger.fail(loss),
    selfObsMeterProvider: { getMeter: () => deliveryMeter(ledger) },
  };
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
