// Loaded before the application, so that winston is patched when the application imports it: each logger gets
// one more transport, which hands its records to OpenTelemetry.
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

const resource = resourceFromAttributes({ 'service.name': 'winston-example' });
const exporter = new CloudWatchLogRecordExporter({ logGroup: { retentionInDays: 30 } });
const provider = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor({ exporter })] });
logs.setGlobalLoggerProvider(provider);

// Makes spans and carries them through async calls; records inside a span get its trace id.
new NodeTracerProvider({ resource }).register();

process.once('beforeExit', () => void provider.shutdown());
