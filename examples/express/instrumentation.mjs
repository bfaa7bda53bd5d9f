// Loaded before the service: winston to OpenTelemetry, OpenTelemetry to CloudWatch Logs.
import { register } from 'node:module';
import { logs } from '@opentelemetry/api-logs';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { WinstonInstrumentation } from '@opentelemetry/instrumentation-winston';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { CloudWatchLogRecordExporter } from 'opentelemetry-exporter-cloudwatch-logs';

register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);
registerInstrumentations({ instrumentations: [new WinstonInstrumentation()] });

const resource = resourceFromAttributes({
  'service.name': process.env['OTEL_SERVICE_NAME'] ?? 'express-example',
  'deployment.environment.name': process.env['NODE_ENV'] ?? 'development',
});

/** The service shuts it down when its last request is answered. */
export const provider = new LoggerProvider({
  resource,
  processors: [
    new BatchLogRecordProcessor({
      exporter: new CloudWatchLogRecordExporter({ logGroup: { retentionInDays: 30 } }),
      // The processor drops what does not fit in its queue without a word; the default of 2,048 is soon full.
      maxQueueSize: 32_768,
      maxExportBatchSize: 4_096,
    }),
  ],
});
logs.setGlobalLoggerProvider(provider);

// Makes spans, carries them through async calls, and reads the traceparent header of callers.
new NodeTracerProvider({ resource }).register();
