// Uses only the root entry, which is what the classic resolution finds.
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { CloudWatchLogRecordExporter, type Loss } from 'opentelemetry-exporter-cloudwatch-logs';

const losses: Loss[] = [];

export function setUp(): LoggerProvider {
  const exporter = new CloudWatchLogRecordExporter({ onLoss: (loss) => losses.push(loss) });
  return new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter })] });
}
