// Loaded before the service: winston and pino to OpenTelemetry, OpenTelemetry to CloudWatch Logs.
import { register } from 'node:module';
import { logs } from '@opentelemetry/api-logs';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { PinoInstrumentation } from '@opentelemetry/instrumentation-pino';
import { WinstonInstrumentation } from '@opentelemetry/instrumentation-winston';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { CloudWatchLogRecordExporter } from 'opentelemetry-exporter-cloudwatch-logs';

// Both libraries are patched as the service imports them; for ES modules that takes this hook.
register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);
registerInstrumentations({ instrumentations: [new WinstonInstrumentation(), new PinoInstrumentation()] });

const resource = resourceFromAttributes({
  'service.name': 'shop',
  'service.version': '1.4.0',
  'deployment.environment.name': 'demo',
});

/** The service shuts it down when its work is done. */
export const provider = new LoggerProvider({
  resource,
  processors: [
    new BatchLogRecordProcessor({
      exporter: new CloudWatchLogRecordExporter({ logGroup: { retentionInDays: 7 } }),
    }),
  ],
});
logs.setGlobalLoggerProvider(provider);

// Makes spans and carries them through async calls; records inside a span get its trace id.
new NodeTracerProvider({ resource }).register();
