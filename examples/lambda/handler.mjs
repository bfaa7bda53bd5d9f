// An AWS Lambda function that delivers its log records before each invocation ends.
//
// Lambda freezes the process as soon as the handler has returned: records that still wait are sent at the next
// invocation, or never. So the handler flushes before it returns, which costs each invocation one PutLogEvents,
// some 10 to 50 ms. Where the function's own log group is good enough, writing JSON to stdout is the better way:
// Lambda delivers it without keeping the caller waiting. This way is for a group shared with other services, one
// format for all of them, or trace ids from OpenTelemetry.
//
//   on AWS:   deploy with handler.handler on nodejs22.x and a role that may write to /otel/*
//   locally:  after pasting the lines that node examples/local-server.mjs prints, in this folder:
//             node -e "import('./handler.mjs').then(({ handler }) => handler({ orderId: 'A-1' }, { awsRequestId: '1' }))"
import { SeverityNumber } from '@opentelemetry/api-logs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { CloudWatchLogRecordExporter } from 'opentelemetry-exporter-cloudwatch-logs';

// Outside the handler: made once for an environment, used by all its invocations.
const exporter = new CloudWatchLogRecordExporter({
  logGroup: { retentionInDays: 30 },
  // The longest that trouble with the service may hold back an answer.
  flushTimeoutMillis: 1_000,
});
const provider = new LoggerProvider({
  resource: resourceFromAttributes({ 'service.name': process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'orders' }),
  processors: [new BatchLogRecordProcessor({ exporter })],
});
const logger = provider.getLogger('orders');

/**
 * @param {{ orderId?: string }} event
 * @param {Pick<import('aws-lambda').Context, 'awsRequestId'>} context
 */
export async function handler(event, { awsRequestId }) {
  const attributes = { 'faas.invocation_id': awsRequestId, 'order.id': event.orderId ?? 'none' };
  try {
    logger.emit({ severityNumber: SeverityNumber.INFO, body: 'order received', attributes });
    if (event.orderId === undefined) throw new Error('An order needs an id.');
    return { statusCode: 202 };
  } catch (exception) {
    logger.emit({ severityNumber: SeverityNumber.ERROR, body: 'order refused', attributes, exception });
    return { statusCode: 400 };
  } finally {
    await provider.forceFlush();
  }
}
