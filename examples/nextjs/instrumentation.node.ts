import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { CloudWatchLogRecordProcessor, shareLoggerProvider } from 'opentelemetry-exporter-cloudwatch-logs';

shareLoggerProvider(new LoggerProvider({ processors: [new CloudWatchLogRecordProcessor()] }));
