import { SeverityNumber } from '@opentelemetry/api-logs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import {
  CloudWatchLogRecordExporter,
  type CloudWatchLogRecordExporterOptions,
  type Loss,
} from '../../../src/index.js';
import type { LocalServer } from '../../../src/local-server/index.js';
import { NEVER_MILLIS } from '../../helpers/limits.js';
import { turn } from '../../helpers/turn.js';

/** A service with a real provider, processor and AWS client. */
export interface Service extends AsyncDisposable {
  readonly exporter: CloudWatchLogRecordExporter;
  readonly provider: LoggerProvider;
  readonly losses: Loss[];
}

export function startService(
  server: Pick<LocalServer, 'clientConfig'>,
  options: CloudWatchLogRecordExporterOptions = {},
  attributes: Record<string, string> = {},
): Service {
  const losses: Loss[] = [];
  const exporter = new CloudWatchLogRecordExporter({
    clientConfig: server.clientConfig,
    logGroup: { retentionInDays: 7 },
    // On a busy machine slow work must not time out, unless a test is about that.
    flushTimeoutMillis: NEVER_MILLIS,
    requestTimeoutMillis: NEVER_MILLIS,
    // So that only logged records arrive; notices have their own tests.
    lossNotices: false,
    onLoss: (loss) => losses.push(loss),
    ...options,
  });
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({
      'service.name': 'shop',
      'deployment.environment.name': 'test',
      'host.name': 'host-1',
      'process.pid': 42,
      ...attributes,
    }),
    processors: [
      new BatchLogRecordProcessor({
        exporter,
        maxQueueSize: 100_000,
        maxExportBatchSize: 4_096,
        scheduledDelayMillis: 20,
      }),
    ],
  });
  return {
    exporter,
    provider,
    losses,
    [Symbol.asyncDispose]: () => provider.shutdown(),
  };
}

const WORDS = ['order placed', 'Größe übernommen', '支払いが完了しました', 'shipped 📦 to "depot"\n', 'x'];

/** A body of about so many characters, of one to four bytes each. */
function bodyOf(id: number, length: number): string {
  return WORDS[id % WORDS.length]!.repeat(1 + Math.floor(length / 20));
}

/** Emits records of mixed sizes over ten streams; `attributes.id` counts within each stream. */
export async function emitMixed(provider: LoggerProvider, from: number, to: number): Promise<void> {
  const logger = provider.getLogger('mixed', '1.0.0');
  for (let index = from; index < to; index++) {
    logger.emit({
      severityNumber: SeverityNumber.INFO,
      body: bodyOf(index, (index * 7919) % 600),
      attributes: { stream: `s${index % 10}`, id: Math.floor(index / 10), 'http.route': '/orders/{id}' },
    });
    // The processor exports between turns of the event loop.
    if (index % 1_000 === 999) await turn();
  }
}

/** The ids that arrived in a stream, in the order of reading. */
export function idsIn(server: LocalServer, logGroupName: string, logStreamName: string): number[] {
  return server
    .events(logGroupName, logStreamName)
    .map(({ message }) => (JSON.parse(message) as { attributes: { id: number } }).attributes.id);
}
