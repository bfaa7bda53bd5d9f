/** @import { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs' */
/** @import { Ledger } from './ledger.mjs' */
import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { ExportResultCode } from '@opentelemetry/core';
import { LOG_GROUP, LOG_STREAM } from './aws.mjs';
import { messageOf } from './naive.mjs';

const MAX_BODY_BYTES = 1_200_000;
const gzipAsync = promisify(gzip);

/** The same settings as the exporter: they must not make the floor slower. */
const GZIP = { level: constants.Z_BEST_SPEED, memLevel: constants.Z_MAX_MEMLEVEL, chunkSize: 256 * 1024 };

/**
 * The work that every exporter must do: it hashes and writes bodies that were made before the measurement.
 *
 * @param {{ url: string, ledger: Ledger, records: readonly ReadableLogRecord[], exportSize: number, compresses: boolean }}
 *   settings `compresses`: gzip, too, is part of the floor
 * @returns {LogRecordExporter}
 */
export function createFloor({ url, ledger, records, exportSize, compresses }) {
  const agent = new Agent({ keepAlive: true });
  const bodies = bodiesOf(Array.from({ length: exportSize }, (_, index) => records[index % records.length]));

  /** @param {Buffer} plain */
  async function send(plain) {
    const body = compresses ? await gzipAsync(plain, GZIP) : plain;
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'content-length': body.length,
      'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
      'x-amz-target': 'Logs_20140328.PutLogEvents',
      ...(compresses && { 'content-encoding': 'gzip' }),
    };
    await new Promise((resolve, reject) => {
      const sent = request(url, { method: 'POST', agent, headers }, (response) => {
        response.resume().on('end', () => resolve(undefined));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** @param {number} count @param {() => void} onSuccess */
  async function sendAll(count, onSuccess) {
    try {
      for (const body of bodies) await send(body);
      ledger.answered(count);
      onSuccess();
    } catch (error) {
      ledger.fail(error);
    }
  }

  return {
    export(exported, resultCallback) {
      void sendAll(exported.length, () => resultCallback({ code: ExportResultCode.SUCCESS }));
    },
    forceFlush: () => Promise.resolve(),
    async shutdown() {
      agent.destroy();
    },
  };
}

/** @param {readonly (ReadableLogRecord | undefined)[]} records */
function bodiesOf(records) {
  const bodies = [];
  let events = '';
  for (const record of records) {
    if (record === undefined) throw new Error('The floor needs records.');
    const message = JSON.stringify(messageOf(record));
    events += `${events && ','}${JSON.stringify({ timestamp: record.hrTime[0] * 1000, message })}`;
    if (events.length < MAX_BODY_BYTES) continue;
    bodies.push(bodyOf(events));
    events = '';
  }
  if (events !== '') bodies.push(bodyOf(events));
  return bodies;
}

/** @param {string} events */
function bodyOf(events) {
  return Buffer.from(
    `{"logGroupName":"${LOG_GROUP}","logStreamName":"${LOG_STREAM}","logEvents":[${events}]}`,
  );
}
