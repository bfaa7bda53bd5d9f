// Prints what the register has set up, without logging.
const api = require('@opentelemetry/api');
const { logs } = require('@opentelemetry/api-logs');

/** @param {object} provider */
const isOfSdk = (provider) => provider.constructor.name.startsWith('LoggerProvider');

/** @type {{ logs?: typeof logs }} */
const { logs: logsOfApi } = JSON.parse('{}', () => ({ ...api }));
const awsIsLoaded = Object.keys(require.cache).some((file) => file.includes('client-cloudwatch-logs'));
process.stdout.write(
  JSON.stringify({
    awsIsLoaded,
    apiLogs: isOfSdk(logs.getLoggerProvider()),
    // Before version 1.10 it has none.
    api: logsOfApi === undefined || isOfSdk(logsOfApi.getLoggerProvider()),
    exporterOfOthers: process.env.OTEL_LOGS_EXPORTER ?? 'unset',
    diagLevelOfOthers: process.env.OTEL_LOG_LEVEL ?? 'unset',
    listeners: process.listenerCount('SIGTERM') + process.listenerCount('SIGINT'),
  }),
);
