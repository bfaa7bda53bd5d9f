// Reads everything back as anybody would: with the AWS client.
import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateDescribeLogStreams,
  paginateGetLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';

/** @typedef {{ name: string, retentionInDays: number | undefined, streams: Stream[] }} Group */
/** @typedef {{ name: string, events: Event[] }} Stream */
/**
 * @typedef {object} Event
 * @property {number} time milliseconds since the epoch
 * @property {import('./loggers.mjs').Logged['logger']} logger
 * @property {string} level
 * @property {string} message
 * @property {string | undefined} traceId
 * @property {string} stored the event as CloudWatch Logs holds it
 */

/**
 * @param {import('@aws-sdk/client-cloudwatch-logs').CloudWatchLogsClientConfig} clientConfig
 * @returns {Promise<Group[]>}
 */
export async function readBack(clientConfig) {
  const client = new CloudWatchLogsClient(clientConfig);
  /** @type {Group[]} */
  const groups = [];
  for await (const { logGroups } of paginateDescribeLogGroups({ client }, {})) {
    for (const { logGroupName = '', retentionInDays } of logGroups ?? []) {
      groups.push({ name: logGroupName, retentionInDays, streams: await readStreams(client, logGroupName) });
    }
  }
  client.destroy();
  return groups;
}

/**
 * @param {CloudWatchLogsClient} client
 * @param {string} logGroupName
 */
async function readStreams(client, logGroupName) {
  /** @type {Stream[]} */
  const streams = [];
  for await (const { logStreams } of paginateDescribeLogStreams({ client }, { logGroupName })) {
    for (const { logStreamName = '' } of logStreams ?? []) {
      streams.push({ name: logStreamName, events: await readEvents(client, logGroupName, logStreamName) });
    }
  }
  return streams;
}

/**
 * @param {CloudWatchLogsClient} client
 * @param {string} logGroupName
 * @param {string} logStreamName
 */
async function readEvents(client, logGroupName, logStreamName) {
  /** @type {Event[]} */
  const found = [];
  const input = { logGroupName, logStreamName, startFromHead: true };
  // GetLogEvents never runs out of tokens: the end is where it gives the same one again.
  for await (const { events } of paginateGetLogEvents({ client, stopOnSameToken: true }, input)) {
    for (const { timestamp = 0, message = '' } of events ?? []) found.push(readEvent(timestamp, message));
  }
  return found;
}

/**
 * @param {number} time
 * @param {string} stored
 * @returns {Event}
 */
function readEvent(time, stored) {
  const { scope, severityText, body, traceId } = JSON.parse(stored);
  return {
    time,
    logger: loggerOf(scope.name),
    level: severityText.toLowerCase(),
    message: body,
    traceId,
    stored,
  };
}

/**
 * Each bridge logs under its own scope.
 * @param {string} scope
 */
function loggerOf(scope) {
  if (scope === '@opentelemetry/winston-transport') return 'winston';
  if (scope === '@opentelemetry/instrumentation-pino') return 'pino';
  return 'OpenTelemetry';
}
