export { CloudWatchLogRecordExporter } from './exporter.js';
export type {
  CloudWatchLogRecordExporterOptions,
  Compression,
  FormatFunction,
  LogFormat,
  LogGroupOptions,
  NameFunction,
  OutboxOptions,
  OversizedEvents,
  ResourceSelection,
  SerializeFunction,
  WhenFull,
} from './options.js';
export type { Loss, LossReason } from './model.js';
