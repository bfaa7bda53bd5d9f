export { CloudWatchLogRecordExporter } from './exporter.js';
export { CloudWatchLogRecordProcessor } from './processor.js';
export type {
  BudgetOptions,
  CloudWatchLogRecordExporterOptions,
  CloudWatchLogRecordProcessorOptions,
  Compression,
  ErrorContextOptions,
  FormatFunction,
  LogFormat,
  LogGroupFunction,
  LogGroupOptions,
  MinSeverity,
  NameFunction,
  OmittedMember,
  OutboxOptions,
  OversizedEvents,
  ResourceSelection,
  SerializeFunction,
  SeverityName,
  WhenFull,
} from './options/options.js';
export { flushAfter, type Flushable } from './lambda/flush-after.js';
export { shareLoggerProvider } from './register/share-logger-provider.js';
export type { AnyLoggerProvider, SharedGlobals } from './register/share-logger-provider.js';
export type { Loss, LossReason } from './events/model.js';
