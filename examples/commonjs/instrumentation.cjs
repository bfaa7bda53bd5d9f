// The same as examples/pino in CommonJS: `require` needs no module hook.
const { logs } = require('@opentelemetry/api-logs');
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { PinoInstrumentation } = require('@opentelemetry/instrumentation-pino');
const { resourceFromAttributes } = require('@opentelemetry/resources');
const { BatchLogRecordProcessor, LoggerProvider } = require('@opentelemetry/sdk-logs');
const { CloudWatchLogRecordExporter } = require('opentelemetry-exporter-cloudwatch-logs');

registerInstrumentations({ instrumentations: [new PinoInstrumentation()] });

// 'flat' writes events that look like pino's own lines, for filters and dashboards that were made for those.
const exporter = new CloudWatchLogRecordExporter({ format: 'flat', logGroup: { retentionInDays: 30 } });
const provider = new LoggerProvider({
  resource: resourceFromAttributes({ 'service.name': 'commonjs-example' }),
  processors: [new BatchLogRecordProcessor({ exporter })],
});
logs.setGlobalLoggerProvider(provider);

process.once('beforeExit', () => void provider.shutdown());
