// Sets up traces and logs together, on either line of OpenTelemetry.
import { register } from 'node:module';
import { WinstonInstrumentation } from '@opentelemetry/instrumentation-winston';
import { BatchLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { CloudWatchLogRecordExporter, shareLoggerProvider } from 'opentelemetry-exporter-cloudwatch-logs';

// Lets ES modules be patched.
register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);

const exporter = new CloudWatchLogRecordExporter({ logGroup: { retentionInDays: 30 } });
const sdk = new NodeSDK({
  serviceName: 'nodesdk-example',
  // Traces go where OTEL_TRACES_EXPORTER says, by default to a collector on this host.
  logRecordProcessors: [
    new BatchLogRecordProcessor({ exporter, maxQueueSize: 32_768, maxExportBatchSize: 4_096 }),
  ],
  instrumentations: [new WinstonInstrumentation()],
});
sdk.start();
// Each API has its own global for logs, NodeSDK sets one of them, and winston's transport may look at the other.
shareLoggerProvider();

let closing;
/** Sends what is still in memory, once. */
export function close() {
  return (closing ??= sdk.shutdown());
}
process.once('beforeExit', () => void close());
process.once('SIGTERM', () => void close().finally(() => process.kill(process.pid, 'SIGTERM')));
