// Loaded before the application, so that pino is patched when the application imports it: each logger writes to
// one more stream, which hands its records to OpenTelemetry.
import { register } from 'node:module';
import { logs } from '@opentelemetry/api-logs';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { PinoInstrumentation } from '@opentelemetry/instrumentation-pino';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { CloudWatchLogRecordExporter } from 'opentelemetry-exporter-cloudwatch-logs';

// Without this hook an `import` of pino gives the unpatched one, and nothing arrives.
register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);
registerInstrumentations({ instrumentations: [new PinoInstrumentation()] });

const resource = resourceFromAttributes({ 'service.name': 'pino-example' });
const exporter = new CloudWatchLogRecordExporter({ logGroup: { retentionInDays: 30 } });
const provider = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor({ exporter })] });
logs.setGlobalLoggerProvider(provider);

// Makes spans and carries them through async calls; records inside a span get its trace id.
new NodeTracerProvider({ resource }).register();

process.once('beforeExit', () => void provider.shutdown());
