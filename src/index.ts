export { CloudWatchLogRecordExporter } from './exporter.js';
export { CloudWatchLogRecordProcessor } from './processor.js';
export type {
  CloudWatchLogRecordExporterOptions,
  CloudWatchLogRecordProcessorOptions,
  Compression,
  FormatFunction,
  LogFormat,
  LogGroupOptions,
  NameFunction,
  OmittedMember,
  OutboxOptions,
  OversizedEvents,
  ResourceSelection,
  SerializeFunction,
  WhenFull,
} from './options/options.js';
export { shareLoggerProvider } from './register/share-logger-provider.js';
export type { AnyLoggerProvider, SharedGlobals } from './register/share-logger-provider.js';
export type { Loss, LossReason } from './events/model.js';
