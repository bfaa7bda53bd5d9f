// An AWS Lambda function that delivers its log records before each invocation ends.
//
// Lambda freezes the process as soon as the handler has returned, and thaws it for the next invocation, which may come
// after an hour or never. So flushAfter flushes before the handler's answer goes out, which costs each invocation one PutLogEvents, some
// 10 to 50 ms. What could not be delivered in time stays in memory and goes with the next invocation, whatever has
// become of its connection in the meantime; with the last one of an environment it is lost.
//
// stdout is the better way where the function's own log group is good enough: Lambda delivers JSON lines from there
// without keeping the caller waiting, after the last invocation too. This way is for a group shared with other
// services, one format for all of them, or trace ids from OpenTelemetry. Not both: each record would be paid for twice.
//
//   stream:   {faas.instance}/{service.name}/{process.pid}, the default. faas.instance is AWS_LAMBDA_LOG_STREAM_NAME,
//             which names the environment, service.name is set below, process.pid is that of the process.
//   on AWS:   deploy with handler.handler on nodejs24.x and a role that may write to /otel/*
//   locally:  after pasting the lines that node examples/local-server.mjs prints, in this folder:
//             node -e "import('./handler.mjs').then(({ handler }) => handler({ orderId: 'A-1' }, { awsRequestId: '1' }))"
import { SeverityNumber } from '@opentelemetry/api-logs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { CloudWatchLogRecordProcessor, flushAfter } from 'opentelemetry-exporter-cloudwatch-logs';

// Outside the handler: made once for an environment, used by all its invocations.
const processor = new CloudWatchLogRecordProcessor({
  logGroup: { retentionInDays: 30 },
  // The longest that trouble with the service may hold back an answer.
  flushTimeoutMillis: 3_000,
  // A connection that died in the freeze, and does not say so, fails in time for a second attempt.
  requestTimeoutMillis: 1_200,
});
const provider = new LoggerProvider({
  resource: resourceFromAttributes({ 'service.name': process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'orders' }),
  processors: [processor],
});
const logger = provider.getLogger('orders');

export const handler = flushAfter(handle, processor);

/**
 * @param {{ orderId?: string }} event
 * @param {Pick<import('aws-lambda').Context, 'awsRequestId'>} context
 */
async function handle(event, { awsRequestId }) {
  const attributes = { 'faas.invocation_id': awsRequestId, 'order.id': event.orderId ?? 'none' };
  try {
    logger.emit({ severityNumber: SeverityNumber.INFO, body: 'order received', attributes });
    if (event.orderId === undefined) throw new Error('An order needs an id.');
    return { statusCode: 202 };
  } catch (exception) {
    logger.emit({ severityNumber: SeverityNumber.ERROR, body: 'order refused', attributes, exception });
    return { statusCode: 400 };
  }
}
