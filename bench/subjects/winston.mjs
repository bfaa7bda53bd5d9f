/** @import { ReadableLogRecord } from '@opentelemetry/sdk-logs' */
/** @import { Subject } from '../types.js' */
/** @import { Ledger } from './ledger.mjs' */
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import WinstonCloudWatch from 'winston-cloudwatch';
import { clientConfig, LOG_GROUP, LOG_STREAM } from './aws.mjs';
import { messageOf } from './naive.mjs';

/**
 * winston-cloudwatch with its own batching. What winston itself does before a transport gets a log is left out, as
 * the OpenTelemetry API is for the others: the transport's `log` is called with what winston would have made.
 *
 * @param {{ url: string, ledger: Ledger, records: readonly ReadableLogRecord[], uploadRate: number }} settings
 *   `uploadRate`: milliseconds between its uploads of at most one batch; its default would let 700 records a second
 *   through
 * @returns {Subject}
 */
export function createWinston({ url, ledger, records, uploadRate }) {
  const infos = new Map(records.map((record) => [record, infoOf(record)]));
  const client = new CloudWatchLogs(clientConfig(url));
  tellAnswers(client, ledger);
  const transport = new WinstonCloudWatch({
    cloudWatchLogs: client,
    logGroupName: LOG_GROUP,
    logStreamName: LOG_STREAM,
    uploadRate,
    messageFormatter: (log) => JSON.stringify(log),
    errorHandler: (error) => ledger.fail(error),
  });
  /** @type {(info: object | undefined, done: () => void) => void} */
  const log = (info, done) => transport.log?.(info, done);

  return {
    async hand(handed) {
      for (const record of handed) log(infos.get(record), () => undefined);
    },
    flush: () =>
      new Promise((resolve, reject) => {
        submittable(transport).submit((error) => (error ? reject(error) : resolve()));
      }),
    async end() {
      await ledger.atMost(0);
      await new Promise((resolve) => transport.kthxbye(() => resolve(undefined)));
      client.destroy();
    },
  };
}

/**
 * Its types leave out what sends the next batch at once.
 *
 * @param {object} transport
 */
function submittable(transport) {
  return /** @type {{ submit(done: (error?: Error) => void): void }} */ (transport);
}

/** Same content as the others', with the members that winston needs. @param {ReadableLogRecord} record */
function infoOf(record) {
  const { body, severityText, ...others } = messageOf(record);
  return { level: severityText, message: body, ...others };
}

/** Notes each answer of PutLogEvents. @param {CloudWatchLogs} client @param {Ledger} ledger */
function tellAnswers(client, ledger) {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      if ('logEvents' in args.input) ledger.answered(args.input.logEvents?.length ?? 0);
      return result;
    },
    { name: 'tellAnswers', step: 'initialize' },
  );
}
