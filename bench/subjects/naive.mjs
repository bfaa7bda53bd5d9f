/** @import { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs' */
/** @import { Ledger } from './ledger.mjs' */
import { CloudWatchLogsClient, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ExportResultCode, hrTimeToMilliseconds, hrTimeToNanoseconds } from '@opentelemetry/core';
import { STREAM_ATTRIBUTE } from '../records.mjs';
import { clientConfig, LOG_GROUP, LOG_STREAM } from './aws.mjs';

const MAX_BATCH_BYTES = 1_048_576;
const MAX_BATCH_COUNT = 10_000;
const EVENT_OVERHEAD_BYTES = 26;

/**
 * The simplest way: the same JSON by JSON.stringify, Buffer.byteLength for the limits, and the SDK's own command.
 * An export ends when the service has answered.
 *
 * @param {{ url: string, streams: number, ledger: Ledger, sideBySide: boolean }} settings `sideBySide`: the streams
 *   of one export at once, instead of one request at a time
 * @returns {LogRecordExporter}
 */
export function createNaive({ url, streams, ledger, sideBySide }) {
  const client = new CloudWatchLogsClient(clientConfig(url));

  /**
   * @param {string} logStreamName
   * @param {readonly ReadableLogRecord[]} records
   */
  async function sendStream(logStreamName, records) {
    for (const logEvents of batches(records)) {
      await client.send(new PutLogEventsCommand({ logGroupName: LOG_GROUP, logStreamName, logEvents }));
      ledger.answered(logEvents.length);
    }
  }

  /** @param {readonly ReadableLogRecord[]} records */
  async function send(records) {
    if (streams === 1) return sendStream(LOG_STREAM, records);
    const byStream = groupByStream(records);
    if (sideBySide) {
      await Promise.all([...byStream].map(([stream, its]) => sendStream(stream, its)));
      return;
    }
    for (const [stream, its] of byStream) await sendStream(stream, its);
  }

  return {
    export(records, resultCallback) {
      send(records).then(
        () => resultCallback({ code: ExportResultCode.SUCCESS }),
        (error) => {
          ledger.fail(error);
          resultCallback({ code: ExportResultCode.FAILED, error });
        },
      );
    },
    forceFlush: () => Promise.resolve(),
    async shutdown() {
      client.destroy();
    },
  };
}

/**
 * @param {readonly ReadableLogRecord[]} records
 * @returns {Map<string, ReadableLogRecord[]>}
 */
function groupByStream(records) {
  const groups = new Map();
  for (const record of records) {
    const shard = /** @type {string} */ (record.attributes[STREAM_ATTRIBUTE]);
    const name = `${LOG_STREAM}-${shard}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [record]);
    else group.push(record);
  }
  return groups;
}

/**
 * @param {readonly ReadableLogRecord[]} records
 * @returns {Generator<{ timestamp: number, message: string }[]>}
 */
function* batches(records) {
  let batch = [];
  let bytes = 0;
  for (const record of records) {
    const message = JSON.stringify(messageOf(record));
    const size = Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES;
    if (batch.length === MAX_BATCH_COUNT || (batch.length > 0 && bytes + size > MAX_BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push({ timestamp: Math.floor(hrTimeToMilliseconds(record.hrTime)), message });
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** The same event as the exporter's format `otlp`. @param {ReadableLogRecord} record */
export function messageOf(record) {
  const { spanContext, instrumentationScope: scope, resource } = record;
  return {
    severityText: record.severityText,
    body: record.body,
    attributes: record.attributes,
    eventName: record.eventName,
    traceId: spanContext?.traceId,
    spanId: spanContext?.spanId,
    flags: spanContext?.traceFlags || undefined,
    severityNumber: record.severityNumber,
    // Loses the last digits, as the simplest way does.
    timeUnixNano: hrTimeToNanoseconds(record.hrTime),
    observedTimeUnixNano:
      hrTimeToMilliseconds(record.hrTimeObserved) === hrTimeToMilliseconds(record.hrTime)
        ? undefined
        : hrTimeToNanoseconds(record.hrTimeObserved),
    scope: { name: scope.name, version: scope.version },
    resource: { attributes: resource.attributes },
  };
}
